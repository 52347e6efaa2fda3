import { lazy, Suspense, useEffect, useState } from 'react';
import { Announcer } from './features/announcer.tsx';
import { useShortcuts } from './features/shortcuts.ts';
import { StopBanner } from './features/stop-all.tsx';
import { Band, TopBar } from './features/top-bar.tsx';
import { useWords } from './i18n/index.ts';
import { Phone } from './layouts/phone.tsx';
import { Workbench } from './layouts/workbench.tsx';
import { useMedia, useSettings } from './state/settings.ts';

const Operate = lazy(() => import('./layouts/operate.tsx').then(({ Operate: part }) => ({ default: part })));
const Palette = lazy(() => import('./features/palette.tsx').then(({ Palette: part }) => ({ default: part })));

export const App = () => {
  const { t } = useWords();
  const { layout } = useSettings();
  const isNarrow = useMedia('(max-width: 760px)');
  const [palette, setPalette] = useState<'closed' | 'commands' | 'keys'>('closed');
  useShortcuts(setPalette);
  const shape = isNarrow ? 'phone' : layout;
  useEffect(() => {
    // On the root, so that dialogs and menus get the same targets.
    document.documentElement.dataset.layout = shape;
  }, [shape]);
  return (
    <div className="app">
      <a className="skip" href="#task">
        {t('app.skip')}
      </a>
      <TopBar onPalette={() => setPalette('commands')} />
      <Band />
      <StopBanner />
      <main>
        <Suspense fallback={<div className="loading" />}>
          {isNarrow ? <Phone /> : layout === 'operate' ? <Operate /> : <Workbench />}
        </Suspense>
      </main>
      <Announcer />
      <Suspense fallback={null}>
        {palette === 'closed' ? null : <Palette page={palette} onClose={() => setPalette('closed')} />}
      </Suspense>
    </div>
  );
};
