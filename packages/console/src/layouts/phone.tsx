import { useState } from 'react';
import { Conversation } from '../features/conversation.tsx';
import { Events } from '../features/events.tsx';
import { Gantt } from '../features/gantt.tsx';
import { PlanPanel } from '../features/plan-panel.tsx';
import { Robots } from '../features/robots.tsx';
import { ScenePanel } from '../features/scene-panel.tsx';
import { Transport } from '../features/transport.tsx';
import { useWords } from '../i18n/index.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

type Page = 'task' | 'scene' | 'timeline' | 'robots' | 'events';
const PAGES: readonly {
  readonly id: Page;
  readonly icon: IconName;
  readonly key: 'nav.task' | 'nav.scene' | 'nav.timeline' | 'nav.robots' | 'events.tab';
}[] = [
  { id: 'task', icon: 'send', key: 'nav.task' },
  { id: 'scene', icon: 'cube', key: 'nav.scene' },
  { id: 'timeline', icon: 'lanes', key: 'nav.timeline' },
  { id: 'robots', icon: 'robot', key: 'nav.robots' },
  { id: 'events', icon: 'list', key: 'events.tab' },
];

/** One thing at a time with a bar at the thumb; from 360 px. */
export const Phone = () => {
  const { t } = useWords();
  const [page, setPage] = useState<Page>('task');
  return (
    <div className="phone">
      <div className="phone-page">
        {page === 'task' ? <Conversation /> : null}
        {page === 'scene' ? (
          <>
            <ScenePanel />
            <Transport />
          </>
        ) : null}
        {page === 'timeline' ? (
          <div className="phone-scroll">
            <Gantt />
            <PlanPanel />
          </div>
        ) : null}
        {page === 'robots' ? (
          <div className="phone-scroll">
            <Robots />
          </div>
        ) : null}
        {page === 'events' ? (
          <div className="phone-scroll">
            <Events />
          </div>
        ) : null}
      </div>
      <nav className="phone-nav" aria-label={t('nav.layout')}>
        {PAGES.map((entry) => (
          <button
            key={entry.id}
            type="button"
            aria-current={page === entry.id ? 'page' : undefined}
            onClick={() => setPage(entry.id)}
          >
            <Icon name={entry.icon} size={20} />
            <span>{t(entry.key)}</span>
          </button>
        ))}
      </nav>
    </div>
  );
};
