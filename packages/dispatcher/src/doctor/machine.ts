import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { bilingual } from '@muster/domain';
import { CONSOLE_ROOT } from '../server/server.ts';
import type { Examine, Finding } from './section.ts';

const GIGABYTE = 1024 ** 3;

/** Node, processors, the console's bundle and the folder for what outlives a run. */
export const examineMachine: Examine = () => {
  const findings: Finding[] = [];
  const node = process.versions.node;
  findings.push(
    Number(node.split('.')[0]) >= 24
      ? { level: 'ok', says: bilingual(`Node ${node}`, `Node ${node}`) }
      : {
          level: 'problem',
          says: bilingual(`Node ${node}; 24 or newer is needed`, `Node ${node}；需要 24 或更新`),
          remedy: bilingual(
            'Start with "npm run muster", which brings its own.',
            '请用 “npm run muster” 启动，它自带 Node。',
          ),
        },
  );
  const page = join(CONSOLE_ROOT, 'index.html');
  const built = existsSync(page) ? statSync(page).mtime.toISOString() : null;
  findings.push(
    built
      ? { level: 'ok', says: bilingual(`Console bundled ${built}`, `控制台打包于 ${built}`) }
      : {
          level: 'note',
          says: bilingual(
            'The console is not bundled yet; "start" and "serve" bundle it.',
            '控制台尚未打包；start 和 serve 会打包。',
          ),
        },
  );
  const folder = resolve('.muster');
  const isWritable = writable(existsSync(folder) ? folder : resolve('.'));
  findings.push(
    isWritable
      ? { level: 'ok', says: bilingual(`Data folder .muster is writable`, '数据目录 .muster 可写') }
      : {
          level: 'problem',
          says: bilingual('The data folder .muster cannot be written.', '数据目录 .muster 不可写。'),
          remedy: bilingual('Run from a folder that you may write to.', '请在可写的目录中运行。'),
        },
  );
  return {
    id: 'machine',
    title: bilingual('This machine', '本机'),
    findings,
    data: {
      node,
      processors: cpus().length,
      memoryGigabytes: Math.round((totalmem() / GIGABYTE) * 10) / 10,
      console: built,
      dataFolderWritable: isWritable,
    },
  };
};

const writable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
