import { type MethodResult } from './result.js';
import { type SchemeItem } from './scheme.js';
import { type CheckSubject } from './subject.js';

/** How one item is looked at. Pure and bounded; throws only for a scheme that tells it nonsense. */
export type Method = (subject: CheckSubject, item: SchemeItem) => MethodResult;
