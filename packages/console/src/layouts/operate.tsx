import { Workbench } from './workbench.tsx';

export const Operate = Workbench;
