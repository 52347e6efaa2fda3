import { useWords } from '../i18n/index.ts';
import { useConsole } from '../state/store.ts';
import type { TabEntry } from '../ui/controls.tsx';
import { Events } from './events.tsx';
import { Faults } from './faults.tsx';
import { Charts, Editor } from './lazy.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { Robots } from './robots.tsx';

/** Everything there is to read about robots, plan, past and states. */
export const useInspector = (): readonly TabEntry[] => {
  const { t } = useWords();
  const faults = useConsole((state) => state.sim?.faults.length ?? 0);
  return [
    { id: 'robots', label: t('robots.tab'), content: <Robots /> },
    { id: 'plan', label: t('plan.tab'), content: <PlanPanel /> },
    { id: 'events', label: t('events.tab'), content: <Events /> },
    { id: 'charts', label: t('charts.tab'), content: <Charts /> },
    { id: 'faults', label: t('faults.tab'), count: faults, content: <Faults /> },
    { id: 'editor', label: t('editor.tab'), content: <Editor /> },
  ];
};
