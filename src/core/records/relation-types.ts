/** A relation (关联) as both of its sides call it. */
export interface RelationType {
  id: string;
  /** How the other record calls it; null where the other side is no record. */
  inverse: string | null;
  zh: string;
  en: string;
  inverseZh?: string;
  inverseEn?: string;
}

/** The relations Dantao knows by name. Senders may declare others: those are kept as they are called, on both sides. */
export const RELATION_TYPES: readonly RelationType[] = [
  { id: 'original-of', inverse: 'has-original', zh: '是…的原始凭证', en: 'original of', inverseZh: '有原始凭证', inverseEn: 'has original' },
  { id: 'booked-by', inverse: 'books', zh: '入账于', en: 'booked by', inverseZh: '记载入账', inverseEn: 'books' },
  { id: 'version-of', inverse: 'has-version', zh: '是…的版本', en: 'version of', inverseZh: '有版本', inverseEn: 'has version' },
  { id: 'part-of', inverse: 'has-part', zh: '是…的组成部分', en: 'part of', inverseZh: '包含', inverseEn: 'has part' },
  { id: 'replies-to', inverse: 'replied-by', zh: '答复', en: 'replies to', inverseZh: '有复文', inverseEn: 'replied by' },
  { id: 'red-of', inverse: 'has-red', zh: '红冲', en: 'red of', inverseZh: '被红冲于', inverseEn: 'has red' },
  { id: 'renews', inverse: 'renewed-by', zh: '接续旧证照', en: 'renews', inverseZh: '由新证照接续', inverseEn: 'renewed by' },
  { id: 'changes', inverse: 'changed-by', zh: '变更旧证照', en: 'changes', inverseZh: '由新证照变更', inverseEn: 'changed by' },
  { id: 'revokes', inverse: 'revoked-by', zh: '注销证照', en: 'revokes', inverseZh: '被注销于', inverseEn: 'revoked by' },
  { id: 'rendition-of', inverse: 'has-rendition', zh: '是…的另一版式', en: 'rendition of', inverseZh: '有另一版式', inverseEn: 'has rendition' },
  { id: 'corrects', inverse: 'corrected-by', zh: '更正', en: 'corrects', inverseZh: '由…更正', inverseEn: 'corrected by' },
  { id: 'replaces', inverse: 'replaced-by', zh: '替换', en: 'replaces', inverseZh: '被替换为', inverseEn: 'replaced by' },
  { id: 'produces', inverse: 'produced-by', zh: '产生', en: 'produces', inverseZh: '产生于', inverseEn: 'produced by' },
  { id: 'paper-twin-at', inverse: null, zh: '对应纸质件存放于', en: 'paper twin at' },
]; // prettier-ignore

const INVERSES: ReadonlyMap<string, string> = new Map(
  RELATION_TYPES.flatMap(({ id, inverse }): [string, string][] =>
    inverse === null
      ? []
      : [
          [id, inverse],
          [inverse, id],
        ],
  ),
);

/** The same relation from the other side; a name that is not known is its own inverse. */
export function inverseOf(type: string): string {
  return INVERSES.get(type) ?? type;
}
