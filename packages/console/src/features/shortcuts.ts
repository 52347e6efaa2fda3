import { useEffect } from 'react';
import { switchLanguage } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import { stop } from '../state/session.ts';
import { changeSettings, getSettings, signature, themeOf } from '../state/settings.ts';
import { store } from '../state/store.ts';
import { sceneView } from './scene-panel.tsx';
import { goLive, stepEvent } from './transport.tsx';

type Open = (page: 'closed' | 'commands' | 'keys') => void;

export const toggleTheme = (): void => changeSettings({ theme: themeOf(getSettings()) === 'dark' ? 'light' : 'dark' });
export const toggleLayout = (): void =>
  changeSettings({ layout: getSettings().layout === 'operate' ? 'workbench' : 'operate' });
export const focusTask = (): void => document.getElementById('task')?.focus();
export const focusSelection = (): void =>
  sceneView.current?.focus(store.state.selection.robot ?? store.state.selection.thing ?? null);

/** Approves the plan that waits, if it is the one that is shown. */
export const approveShown = (): void => {
  const run = store.state.runs.find((entry) => entry.id === store.state.run);
  if (run?.state === 'awaiting-approval' && store.state.cursor === null && store.state.host?.latches.length === 0)
    void api.approve(run.id, signature());
};

const SINGLE: Readonly<Record<string, () => void>> = {
  ',': () => stepEvent(-1),
  '.': () => stepEvent(1),
  l: goLive,
  f: focusSelection,
  g: toggleLayout,
  t: toggleTheme,
  '/': focusTask,
};

/** The keyboard map. Stop all works everywhere, in text fields and dialogs too; single letters never in text. */
export const useShortcuts = (open: Open): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      if (event.ctrlKey && event.altKey && event.code === 'KeyS') {
        event.preventDefault();
        void stop('all');
        return;
      }
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open('commands');
        return;
      }
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && !(event.target instanceof HTMLTextAreaElement)) {
        approveShown();
        return;
      }
      const isTyping =
        event.target instanceof HTMLElement &&
        (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
      const isDialog = document.querySelector('[role=dialog]') !== null;
      if (isTyping || isDialog || event.ctrlKey || event.metaKey || event.altKey || !getSettings().singleKeys) return;
      if (event.key === '?') open('keys');
      else if (event.key === 'L') switchLanguage();
      else if (SINGLE[event.key]) {
        event.preventDefault();
        SINGLE[event.key]!();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
};
