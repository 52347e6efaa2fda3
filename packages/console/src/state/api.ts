import type {
  ChartView,
  EditRequest,
  ErrorBody,
  EventView,
  MissionControl,
  RunView,
  TaskRequest,
  WorldView,
} from '@muster/dispatcher/api';
import type { Bilingual, Names, Problem, Scene } from '@muster/domain';
import { type Reply, request, requestBytes } from './dispatcher.ts';

/** Recognisers of the server, and why others are off. */
export type SpeechView = {
  readonly engines: readonly { readonly id: string; readonly languages: readonly string[] }[];
  readonly notices: readonly Bilingual[];
};

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const UNREACHABLE: Problem = {
  code: 'CONSOLE_UNREACHABLE',
  says: { en: 'The server did not answer.', zh: '服务器没有响应。' },
  remedy: { en: 'The page reconnects by itself; try again then.', zh: '页面会自动重连，之后再试。' },
};

const call = <T>(path: string, body?: unknown, timeoutMs = 60_000): Promise<Answer<T>> =>
  answered(() => request(body === undefined ? 'GET' : 'POST', path, body, timeoutMs));

const answered = async <T>(ask: () => Promise<Reply>): Promise<Answer<T>> => {
  try {
    const reply = await ask();
    return reply.status < 300
      ? { ok: true, value: reply.body as T }
      : { ok: false, problems: (reply.body as ErrorBody).problems ?? [UNREACHABLE] };
  } catch {
    return { ok: false, problems: [UNREACHABLE] };
  }
};

const run = (id: string, verb: string): string => `/api/runs/${encodeURIComponent(id)}/${verb}`;

/** The server's verbs. Every answer is a value; nothing throws. */
export const api = {
  world: () => call<WorldView>('/api/world'),
  ping: () => call<unknown>('/api/site', undefined, 2000),
  say: (request: TaskRequest) => call<RunView>('/api/tasks', request),
  approve: (id: string, by: string) => call<RunView>(run(id, 'approve'), { by }),
  reject: (id: string, by: string) => call<RunView>(run(id, 'reject'), { by }),
  edit: (id: string, by: string, change: EditRequest['change']) => call<RunView>(run(id, 'edit'), { by, change }),
  control: (mission: string, control: MissionControl) =>
    call<unknown>(`/api/missions/${encodeURIComponent(mission)}/control`, control),
  stop: (scope: string, by: string) => call<unknown>('/api/stop', { scope, by }, 4000),
  resetStop: (scope: string, by: string, reason: string) => call<unknown>('/api/reset-stop', { scope, by, reason }),
  fault: (kind: string, target?: string, seconds?: number) =>
    call<unknown>('/api/faults', {
      kind,
      ...(target ? { target } : {}),
      ...(seconds === undefined ? {} : { seconds }),
    }),
  speed: (factor: number) => call<unknown>('/api/speed', { factor }),
  speech: () => call<SpeechView>('/api/speech'),
  transcribe: (wav: Uint8Array, language: string): Promise<Answer<{ readonly text: string }>> =>
    answered(() => requestBytes(`/api/transcribe?language=${language}`, wav, 'audio/wav', 40_000)),
  charts: () => call<readonly ChartView[]>('/api/charts'),
  events: (after = 0) => call<readonly EventView[]>(`/api/events?after=${after}`),
  checkScene: (scene: Scene) => call<{ readonly problems: readonly Problem[] }>('/api/scene/check', { scene }),
  /** Scenes to choose from; only where the page has its dispatcher inside itself. */
  scenes: () => call<readonly { readonly id: string; readonly names: Names }[]>('/api/scenes'),
  saveScene: (scene: Scene) =>
    call<{ readonly file: string; readonly text?: string; readonly problems: readonly Problem[] }>('/api/scene/save', {
      scene,
    }),
};
