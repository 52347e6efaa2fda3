import { lazy, Suspense } from 'react';

const wait = <div className="loading" />;

const LazyGraph = lazy(() => import('./plan-graph.tsx').then(({ PlanGraph: part }) => ({ default: part })));
const LazyTable = lazy(() => import('./plan-table.tsx').then(({ PlanTable: part }) => ({ default: part })));
const LazyCharts = lazy(() => import('./charts.tsx').then(({ Charts: part }) => ({ default: part })));
const LazyEditor = lazy(() => import('./editor.tsx').then(({ Editor: part }) => ({ default: part })));

/** Parts that most visits never open: loaded when they are. */
export const PlanGraph = () => (
  <Suspense fallback={wait}>
    <LazyGraph />
  </Suspense>
);
export const PlanTable = () => (
  <Suspense fallback={wait}>
    <LazyTable />
  </Suspense>
);
export const Charts = () => (
  <Suspense fallback={wait}>
    <LazyCharts />
  </Suspense>
);
export const Editor = () => (
  <Suspense fallback={wait}>
    <LazyEditor />
  </Suspense>
);
