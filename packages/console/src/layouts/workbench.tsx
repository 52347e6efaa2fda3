import { useEffect, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Conversation } from '../features/conversation.tsx';
import { Gantt } from '../features/gantt.tsx';
import { PlanGraph, PlanTable } from '../features/lazy.tsx';
import { ScenePanel } from '../features/scene-panel.tsx';
import { Transport } from '../features/transport.tsx';
import { useInspector } from '../features/use-inspector.tsx';
import { useWords } from '../i18n/index.ts';
import { useConsole } from '../state/store.ts';
import { Choice, Tabs } from '../ui/controls.tsx';

/** Dense, for people with a mouse and a large screen: everything side by side, every border can be moved. */
export const Workbench = () => {
  const { t } = useWords();
  const [tab, setTab] = useState('robots');
  const [planView, setPlanView] = useState<'gantt' | 'graph' | 'table'>('gantt');
  const entries = useInspector();
  const step = useConsole((state) => state.selection.step);
  useEffect(() => {
    if (step !== undefined) setTab('plan');
  }, [step]);
  return (
    <Group orientation="horizontal" className="workbench" id="workbench">
      <Panel id="panel-task" defaultSize="25%" minSize="260px" className="panel">
        <Conversation />
      </Panel>
      <Separator className="splitter is-vertical" aria-label={t('nav.task')} />
      <Panel id="panel-middle" minSize="320px" className="panel-plain">
        <Group orientation="vertical" id="middle-group">
          <Panel id="panel-scene" defaultSize="67%" minSize="160px" className="panel">
            <ScenePanel />
          </Panel>
          <Separator className="splitter is-horizontal" aria-label={t('nav.scene')} />
          <Panel id="panel-lanes" minSize="150px" className="panel">
            <div className="lanes-panel">
              <div className="lanes-head">
                <Choice
                  label={t('plan.tab')}
                  value={planView}
                  onValue={setPlanView}
                  options={[
                    { id: 'gantt', label: t('plan.viewGantt'), icon: 'lanes' },
                    { id: 'graph', label: t('plan.viewGraph'), icon: 'chart' },
                    { id: 'table', label: t('plan.viewTable'), icon: 'list' },
                  ]}
                />
                <Transport />
              </div>
              {planView === 'gantt' ? <Gantt /> : planView === 'graph' ? <PlanGraph /> : <PlanTable />}
            </div>
          </Panel>
        </Group>
      </Panel>
      <Separator className="splitter is-vertical" aria-label={t('nav.more')} />
      <Panel id="panel-inspector" defaultSize="24%" minSize="260px" className="panel">
        <Tabs label={t('nav.more')} entries={entries} value={tab} onValue={setTab} />
      </Panel>
    </Group>
  );
};
