/** One line of the journal, for questions about what happened. */
export type HistoryLine = {
  readonly at: number;
  readonly says: { readonly en: string; readonly zh: string };
  readonly event: string;
};
