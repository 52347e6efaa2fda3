import { PlanTable } from './plan-table.tsx';

export const PlanGraph = PlanTable;
