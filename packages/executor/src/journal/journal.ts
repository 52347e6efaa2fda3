import type { JournalRecord } from './event.ts';

/** Where a run is kept. The truth: everything else is a function of it. */
export interface Journal {
  /** Records with `sequence` greater than `after`, in order. */
  read(after?: number): Iterable<JournalRecord>;
  /**
   * Keeps a batch: when it returns, the whole batch survives the death of the process (one sync for all of it).
   *
   * @throws when it could not; the batch is then not kept, and the error is final for this process
   */
  append(records: readonly JournalRecord[]): void;
  close(): void;
}

/** Keeps a run in memory, as text, so that what is read back is what JSON keeps. For tests and for the browser. */
export const createMemoryJournal = (kept: readonly string[] = []): Journal & { readonly lines: readonly string[] } => {
  const lines = [...kept];
  return {
    lines,
    *read(after = 0) {
      for (const line of lines.slice(after)) yield JSON.parse(line) as JournalRecord;
    },
    append(records) {
      for (const record of records) lines.push(JSON.stringify(record));
    },
    close: () => undefined,
  };
};
