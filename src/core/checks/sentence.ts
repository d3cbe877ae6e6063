/** A sentence in both languages: a report is read by whoever opens it in thirty years. */
export interface Sentence {
  zh: string;
  en: string;
}

export const say = (zh: string, en: string): Sentence => ({ zh, en });
