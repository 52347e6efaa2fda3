import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguages } from './i18n/index.ts';
import { installHooks } from './state/hooks.ts';
import { live } from './state/session.ts';
import { getSettings, onSettings, themeOf } from './state/settings.ts';
import './styles/index.css';

const paint = (): void => {
  document.documentElement.dataset.theme = themeOf(getSettings());
};
paint();
onSettings(paint);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);

installHooks();
live.start();
await startLanguages();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
