import { type ServiceProfile } from '../generic/scheme.js';

/** Of any item that a fonds has no profile for: what every item leaves behind (GB/T 42727-2023 by its table of contents). */
export const DEFAULT_PROFILE: ServiceProfile = {
  code: '*',
  zh: '默认归档配置',
  materials: [
    {
      name: '申请材料',
      aliases: ['申请表', '申请书'],
      roles: ['申请表', '申请书', '申请材料', '申报材料', '材料', '申请'],
      obligation: 'required',
    },
    { name: '过程文书', roles: ['过程文书', '过程文件', '受理', '审批文书'], obligation: 'optional' },
    { name: '办理结果', roles: ['办理结果', '结果文书', '结果', '证照', '办结'], obligation: 'required' },
  ],
  steps: [
    { key: 'applied-date', zh: '申请', required: false },
    { key: 'accepted-date', zh: '受理', required: true },
    { key: 'decided-date', zh: '决定', required: false },
    { key: 'finished-date', zh: '办结', required: true },
    { key: 'delivered-date', zh: '送达', required: false },
  ],
};

/** The profile of this item: by its code, else the fonds' own for any item, else the built-in one. */
export function profileFor(codes: readonly (string | null)[], profiles: readonly ServiceProfile[]): ServiceProfile {
  return (
    profiles.find(({ code }) => codes.includes(code)) ?? profiles.find(({ code }) => code === '*') ?? DEFAULT_PROFILE
  );
}
