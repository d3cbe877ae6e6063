import { type ReadLimits } from '../format.js';
import { parseXml, type XmlProblem } from '../../xml.js';

/** Elements whose text is an ST_Loc. */
const LOCATION_ELEMENTS = new Set(
  'DocRoot Signatures Versions PublicRes DocumentRes PageRes Annotations CustomTags Attachments Extensions MediaFile FontFile FileLoc SchemaLoc ExtendData SignedValue Cover DocVersion File EncryptInfo Encryptions'.split(
    ' ',
  ),
);
/** Attributes that hold an ST_Loc. */
const LOCATION_ATTRIBUTES = ['BaseLoc', 'FileRef', 'Loc', 'Profile'];
/** Only with an own BaseLoc element is there a location in it (a seal). */
const BASE_LOC = 'BaseLoc';

export interface OfdReference {
  location: string;
  /** The element that says it. */
  by: string;
}

export interface OfdSignatureLine {
  id: string;
  /** `Seal` (the default, GB/T 33190-2016 18.1) or `Sign`. */
  type: string;
  baseLoc: string;
}

/** What one XML file of the container says of others. */
export interface OfdFileFacts {
  root: string;
  /** `DocBody` elements: 0 means there is no document in it. */
  bodies: number;
  version?: string;
  docType?: string;
  references: OfdReference[];
  /** Base folder of a resource file (Res/@BaseLoc): where its MediaFile and FontFile lie. */
  resourceBase?: string;
  signatures: OfdSignatureLine[];
  customData: Map<string, string>;
  attachments: { name: string; format: string }[];
}

const MAX_TEXT_CHARS = 4096;

export interface OfdFile {
  facts: OfdFileFacts;
  /** Why it is broken, as far as it is. */
  problem: XmlProblem | null;
}

/** Reads one XML file. Where only its namespaces are wrong, local names must do: some tax software writes `xmlns:.`. */
export function parseOfdFile(bytes: Uint8Array, limits: ReadLimits): OfdFile {
  const file = readFacts(bytes, limits, true);
  if (file.problem?.code !== 'XML_NAMESPACES_BROKEN') return file;
  return { ...readFacts(bytes, limits, false), problem: file.problem };
}

function readFacts(bytes: Uint8Array, limits: ReadLimits, namespaces: boolean): OfdFile {
  const facts: OfdFileFacts = {
    root: '',
    bodies: 0,
    references: [],
    signatures: [],
    customData: new Map(),
    attachments: [],
  };
  let text: string | null = null;
  let dataName = '';
  const problem = parseXml(
    bytes,
    {
      open(tag, depth) {
        const { local } = tag;
        const attribute = (name: string) => tag.attributes[name]?.value;
        if (depth === 1) {
          facts.root = local;
          const [version, docType] = [attribute('Version'), attribute('DocType')];
          if (version !== undefined) facts.version = version.slice(0, 20);
          if (docType !== undefined) facts.docType = docType.slice(0, 20);
        }
        if (local === 'DocBody') facts.bodies++;
        if (local === 'Res' && depth === 1) {
          const base = attribute(BASE_LOC);
          if (base !== undefined) facts.resourceBase = base;
        } else {
          for (const name of LOCATION_ATTRIBUTES) {
            const location = attribute(name);
            if (location !== undefined && location !== '') facts.references.push({ location, by: local });
          }
        }
        if (local === 'Signature')
          facts.signatures.push({
            id: attribute('ID') ?? '',
            type: attribute('Type') ?? 'Seal',
            baseLoc: attribute(BASE_LOC) ?? '',
          });
        if (local === 'Attachment')
          facts.attachments.push({ name: attribute('Name') ?? '', format: attribute('Format') ?? '' });
        if (local === 'CustomData') dataName = attribute('Name') ?? '';
        text = LOCATION_ELEMENTS.has(local) || local === BASE_LOC || local === 'CustomData' ? '' : null;
      },
      text(piece) {
        if (text !== null && text.length < MAX_TEXT_CHARS) text += piece;
      },
      close(tag) {
        if (text === null) return;
        const value = text.trim();
        text = null;
        if (tag.local === 'CustomData') facts.customData.set(dataName.slice(0, 100), value.slice(0, 200));
        else if (value !== '') facts.references.push({ location: value, by: tag.local });
      },
    },
    limits,
    { namespaces },
  );
  return { facts, problem };
}
