import type {
  EventView,
  HostSnapshot,
  LiveMessage,
  RunView,
  SimSnapshot,
  SiteInfo,
  WorldView,
} from '@muster/dispatcher/api';

/** How the page stands to the server. `lost`: it was live once and tries again by itself. */
export type Link = 'connecting' | 'live' | 'lost';

/** What became of a stop request on each of its two ways to the server. */
export type StopRequest = {
  readonly scope: string;
  readonly atMs: number;
  readonly socket: 'sent' | 'failed';
  readonly http: 'pending' | 'accepted' | 'failed';
};

export type Selection = { readonly robot?: string; readonly step?: string; readonly thing?: string };

/** All that the page shows. It has no truth of its own: everything but `selection`, `run`, `cursor` and `stop` is what the server sent. */
export type ConsoleState = {
  readonly link: Link;
  /** When the last frame came, in the browser's monotonic milliseconds; 0: never. */
  readonly heardMs: number;
  readonly site: SiteInfo | null;
  readonly world: WorldView | null;
  readonly host: HostSnapshot | null;
  readonly sim: SimSnapshot | null;
  readonly runs: readonly RunView[];
  readonly events: readonly EventView[];
  /** Run whose plan is shown. */
  readonly run: string | null;
  readonly selection: Selection;
  /** Scene seconds that are looked at; null: live. */
  readonly cursor: number | null;
  readonly stop: StopRequest | null;
  /** Steps that the counter-example of the last change is about. */
  readonly hurt: readonly string[];
};

export type ConsoleAction =
  | { readonly type: 'message'; readonly message: LiveMessage; readonly atMs: number }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'heard'; readonly atMs: number }
  | { readonly type: 'world'; readonly world: WorldView }
  | { readonly type: 'show-run'; readonly run: string | null }
  | { readonly type: 'select'; readonly selection: Selection }
  | { readonly type: 'cursor'; readonly seconds: number | null }
  | { readonly type: 'hurt'; readonly steps: readonly string[] }
  | { readonly type: 'stop'; readonly stop: StopRequest | null };

export const INITIAL_STATE: ConsoleState = {
  link: 'connecting',
  heardMs: 0,
  site: null,
  world: null,
  host: null,
  sim: null,
  runs: [],
  events: [],
  run: null,
  selection: {},
  cursor: null,
  stop: null,
  hurt: [],
};

/** Events kept in the page; older ones are asked for again. */
const EVENTS_KEPT = 12_000;

/** Next state of the page. Pure; unknown actions don't exist by type. */
export const reduce = (state: ConsoleState, action: ConsoleAction): ConsoleState => {
  switch (action.type) {
    case 'message':
      return receive({ ...state, heardMs: action.atMs }, action.message);
    case 'link':
      return action.link === state.link ? state : { ...state, link: action.link };
    case 'heard':
      return { ...state, heardMs: action.atMs };
    case 'world':
      return { ...state, world: action.world };
    case 'show-run':
      return { ...state, run: action.run, selection: withoutStep(state.selection), hurt: [] };
    case 'select':
      return { ...state, selection: action.selection };
    case 'cursor':
      return { ...state, cursor: action.seconds };
    case 'hurt':
      return { ...state, hurt: action.steps };
    case 'stop':
      return { ...state, stop: action.stop };
  }
};

const withoutStep = ({ step: _step, ...rest }: Selection): Selection => rest;

const receive = (state: ConsoleState, message: LiveMessage): ConsoleState => {
  switch (message.type) {
    case 'hello': {
      // Another scene or a restarted server: what was selected means nothing any more.
      const same =
        state.site?.scene.id === message.site.scene.id &&
        (state.events.at(-1)?.sequence ?? 0) <= (message.events.at(-1)?.sequence ?? 0);
      const newest = message.runs.at(-1)?.id ?? null;
      return {
        ...state,
        link: 'live',
        site: message.site,
        host: message.host,
        sim: message.sim,
        runs: message.runs,
        events: same ? mergeEvents(state.events, message.events) : message.events,
        run: same && message.runs.some((run) => run.id === state.run) ? state.run : newest,
        selection: same ? state.selection : {},
        cursor: same ? state.cursor : null,
      };
    }
    case 'sim':
      return { ...state, sim: message.snapshot };
    case 'host':
      return { ...state, host: message.snapshot };
    case 'event':
      return { ...state, events: mergeEvents(state.events, [message.event]) };
    case 'events':
      return { ...state, events: mergeEvents(state.events, message.events) };
    case 'run':
      return receiveRun(state, message.run);
    case 'site':
      return { ...state, site: message.site };
    case 'beat':
      return state;
  }
};

const receiveRun = (state: ConsoleState, run: RunView): ConsoleState => {
  const known = state.runs.some((entry) => entry.id === run.id);
  return {
    ...state,
    runs: known ? state.runs.map((entry) => (entry.id === run.id ? run : entry)) : [...state.runs, run],
    // A new sentence is what people want to see; a change of an old one is not.
    run: known ? state.run : run.id,
  };
};

/** Appends what is newer. Sequence numbers have no gaps, so that a repeated frame changes nothing. */
export const mergeEvents = (old: readonly EventView[], more: readonly EventView[]): readonly EventView[] => {
  const last = old.at(-1)?.sequence ?? 0;
  const fresh = more.filter((event) => event.sequence > last);
  if (fresh.length === 0) return old;
  const all = [...old, ...fresh];
  return all.length > EVENTS_KEPT ? all.slice(-EVENTS_KEPT) : all;
};
