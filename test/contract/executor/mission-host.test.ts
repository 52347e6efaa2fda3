import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryJournal, type Journal } from '@muster/executor';
import { openSqliteJournal } from '@muster/executor/node';
import { missionHostContract } from './mission-host.ts';

missionHostContract('memory', () => {
  let kept: ReturnType<typeof createMemoryJournal> | undefined;
  return {
    open: () => {
      kept = createMemoryJournal(kept?.lines ?? []);
      return kept;
    },
    close: () => undefined,
  };
});

missionHostContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-contract-'));
  let journal: Journal | undefined;
  return {
    open: () => {
      journal = openSqliteJournal(join(folder, 'journal.sqlite'));
      return journal;
    },
    close: () => {
      try {
        journal?.close();
      } catch {
        // Closed by the check itself.
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
