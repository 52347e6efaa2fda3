import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { bilingual, ProblemError } from '@muster/domain';
import type { JournalRecord } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';

const GENESIS = '0'.repeat(64);
const chain = (previous: string, body: string): string =>
  createHash('sha256').update(previous).update(body).digest('hex');

/**
 * Journal in one SQLite file: WAL, `synchronous=FULL`, one sync for each batch, SHA-256 chain over the records. One process at a time
 * writes it: a second one is refused.
 *
 * @throws ProblemError `EXECUTE_JOURNAL_BROKEN` with the sequence number of the first record that does not fit the chain,
 * `EXECUTE_JOURNAL_IN_USE` when another process has it open
 */
export const openSqliteJournal = (file: string): Journal & { readonly head: () => string } => {
  const database = new DatabaseSync(file, { timeout: 200 });
  const refuse = (error: unknown): never => {
    database.close();
    throw new ProblemError([
      {
        code: 'EXECUTE_JOURNAL_IN_USE',
        place: file,
        says: bilingual(
          `The journal is in use or unreadable: ${String(error)}`,
          `日志被占用或无法读取：${String(error)}`,
        ),
        remedy: bilingual('Stop the other dispatcher, or name another file.', '请停止另一个调度程序，或指定其他文件。'),
      },
    ]);
  };
  try {
    // Exclusive before WAL: the lock on the file is what keeps a second dispatcher out.
    database.exec('pragma locking_mode=exclusive; pragma journal_mode=wal; pragma synchronous=full;');
    database.exec(
      'create table if not exists record (sequence integer primary key, body text not null, hash text not null) strict',
    );
    database.exec('begin immediate; commit;');
  } catch (error) {
    refuse(error);
  }
  const insert = database.prepare('insert into record (sequence, body, hash) values (?, ?, ?)');
  const select = database.prepare('select sequence, body, hash from record where sequence > ? order by sequence');
  let head = verifyChain(database, file);
  return {
    head: () => head,
    *read(after = 0) {
      for (const row of select.iterate(after)) yield JSON.parse(String(row.body)) as JournalRecord;
    },
    append(records) {
      let next = head;
      database.exec('begin immediate');
      try {
        for (const record of records) {
          const body = JSON.stringify(record);
          next = chain(next, body);
          insert.run(record.sequence, body, next);
        }
        database.exec('commit');
      } catch (error) {
        if (database.isTransaction) database.exec('rollback');
        throw error;
      }
      head = next;
    },
    close: () => database.close(),
  };
};

const verifyChain = (database: DatabaseSync, file: string): string => {
  let head = GENESIS;
  let expected = 1;
  for (const row of database.prepare('select sequence, body, hash from record order by sequence').iterate()) {
    const next = chain(head, String(row.body));
    if (row.sequence !== expected || row.hash !== next) {
      database.close();
      throw new ProblemError([
        {
          code: 'EXECUTE_JOURNAL_BROKEN',
          place: `${file}#${expected}`,
          says: bilingual(
            `Record ${expected} of the journal was altered or is missing.`,
            `日志第 ${expected} 条被改动或缺失。`,
          ),
          remedy: bilingual(
            'Restore the file from a copy, or start with a new one and look at every robot first.',
            '请从备份恢复，或使用新文件并先检查每台机器人。',
          ),
        },
      ]);
    }
    head = next;
    expected += 1;
  }
  return head;
};
