export { openSqliteJournal } from './sqlite-journal.ts';
