/** A defect that the campaign has to find: where it is put into the executor's source, and how. */
export type PlantedBug = {
  readonly name: string;
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly put: string;
  /** A rare one: seeds before this are left to a run on demand (MUSTER_BUG_SEEDS). Default 1. */
  readonly from?: number;
  /** More places, for a defect of something that is guarded more than once. */
  readonly also?: readonly { readonly file: string; readonly find: string; readonly put: string }[];
};

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'results-accepted-twice',
    file: 'decide/robot-events.ts',
    find: "  if (!isOpen(commandStatus(run))) {\n    ignore(decision, event.robot, `second result for ${event.command}`, 'EXECUTE_RESULT_TWICE');\n    return;\n  }",
    put: "  if (!isOpen(commandStatus(run))) run.machine = { ...run.machine, value: 'confirmed', status: 'active' } as never;",
  },
  {
    name: 'attempt-not-in-id',
    file: 'decide/start-work.ts',
    find: '    const attempt = run.machine.context.attempts;',
    put: '    const attempt = 1;',
  },
  {
    name: 'latch-not-kept',
    file: 'state/evolve.ts',
    find: '      state.latches.set(record.scope, { by: record.by, atSeconds: at });',
    put: '      if (state.boot > 0 && record.boot === state.boot) state.latches.set(record.scope, { by: record.by, atSeconds: -1 });\n      if (at >= 0) state.latches.delete(record.scope);',
  },
  {
    name: 'reset-resumes',
    file: 'decide/control.ts',
    find: "  decision.emit({ type: 'stop-reset', scope: request.scope, by: request.by, reason: request.reason });",
    put: "  decision.emit({ type: 'stop-reset', scope: request.scope, by: request.by, reason: request.reason });\n  for (const mission of decision.state.missions.values())\n    if (mission.machine.value === 'paused')\n      decision.emit({ type: 'mission-resumed', mission: mission.id, by: request.by });",
  },
  {
    name: 'effect-before-record',
    file: 'host/embedded-host.ts',
    find: '    if (!keep(decision.records)) return result;\n    outbox.push(...decision.outbox);\n    empty();',
    put: '    outbox.push(...decision.outbox);\n    empty();\n    if (!keep(decision.records)) return result;',
  },
  {
    name: 'retry-timer-lost',
    file: 'decide/start-work.ts',
    find: "    if (run.next === 'retry') decision.emit",
    put: "    if (run.next === 'retry') return;\n    if (status !== 'delayed') decision.emit",
  },
  {
    name: 'outbox-run-on-replay',
    file: 'host/embedded-host.ts',
    find: '  for (const record of journal.read()) evolve(state, record, model);',
    put: '  for (const record of journal.read()) outbox.push(...evolve(state, record, model));',
  },
  {
    name: 'blind-resend-on-reconnect',
    file: 'decide/robot-events.ts',
    find: "    else if (link === 'down') decision.emit({ type: 'bridge-connected', robot: robot.id });\n    return;",
    put: "    else if (link === 'down') decision.emit({ type: 'bridge-connected', robot: robot.id });\n    if (robot.open !== undefined) decision.outbox.push({ effect: 'send-command', robot: robot.id, command: robot.open });\n    return;",
  },
  {
    name: 'sent-while-offline',
    file: 'host/embedded-host.ts',
    find: '    if (refusal !== undefined || !driver.connected()) {',
    put: '    if (refusal !== undefined) {',
    also: [
      {
        file: 'decide/start-work.ts',
        find: "    if (value.link !== 'reachable' || !decision.inputs.connected(id))\n      return { is: 'hindered', cause: causes.unreachable(id) };",
        put: '',
      },
      {
        file: 'machines/robot.machine.ts',
        find: "  value.link === 'reachable' && value.control",
        put: '  value.control',
      },
    ],
  },
  {
    name: 'doubt-taken-for-failure',
    file: 'decide/watch-commands.ts',
    find: '  const still = stillSeconds(decision, robot);\n  if (still === 0) {',
    put: "  const still = stillSeconds(decision, robot);\n  if (run.command.kind === 'skill') {\n    decision.emit({ type: 'command-rejected', robot, id });\n    return;\n  }\n  if (still === 0) {",
  },
  {
    name: 'room-given-away-at-goal-end',
    file: 'decide/release-travel.ts',
    find: '  const command: RobotCommand = {',
    put: "  for (const planned of stretch)\n    decision.emit({ type: 'visit-entered', robot, index: visitIndex(planned.visit), element: planned.visit.element.id });\n  const command: RobotCommand = {",
  },
  {
    name: 'postcondition-not-looked-at',
    file: 'decide/check-effects.ts',
    find: "  if (judge(decision, sensed, context.binding, 'evidenced').truth !== true) return false;",
    put: "  if (judge(decision, sensed, context.binding, 'believed').truth !== true) return false;",
  },
  {
    name: 'stale-pose-accepted',
    file: 'decide/start-work.ts',
    find: "      return { is: 'hindered', cause: causes.stalePose(id) };",
    put: '      return READY;',
  },
  {
    name: 'wall-clock-in-timeouts',
    file: 'decide/decision.ts',
    find: '    return this.scene - since >= seconds && this.monotonic - begun.monotonic >= Math.min(seconds, 1);',
    put: '    return this.scene + (begun.scene % 7 > 3 ? 20 : 0) - since >= seconds;',
  },
  {
    name: 'proof-not-asked-for',
    file: 'decide/admit.ts',
    find: "  if (verified.verdict?.status !== 'valid' || !isGenuine(verified))",
    put: "  if (verified.verdict?.status !== 'valid')",
  },
  {
    name: 'conditions-not-read-at-dispatch',
    file: 'decide/start-work.ts',
    find: "  if (start.truth === false) return { is: 'hindered', cause: causes.conditionUnmet(start.facts) };",
    put: '  if (start.truth === false) return READY;',
  },
  {
    name: 'absence-too-soon',
    file: 'decide/watch-commands.ts',
    find: "  if (run.command.kind === 'skill' && !decision.isPast(`ended ${id}`, run.releasedAt, run.command.deadlineSeconds))\n    return;",
    put: '',
  },
  {
    name: 'journal-error-ignored',
    file: 'host/embedded-host.ts',
    find: '      breakDown(error);\n      return false;',
    put: '      void error;\n      return true;',
  },
  {
    name: 'stop-through-the-outbox',
    file: 'host/embedded-host.ts',
    find: '      for (const [robot, driver] of drivers) if (scope === ALL_ROBOTS || scope === robot) driver.hold();\n      const now',
    put: '      const now',
  },
  {
    name: 'forgotten-after-restart',
    file: 'decide/recover.ts',
    find: '      loseCommand(decision, command, causes.outcomeUnknown(causes.restart()));',
    put: "    {\n      loseCommand(decision, command, causes.outcomeUnknown(causes.restart()));\n      decision.emit({ type: 'command-rejected', robot: command.command.robot, id: command.command.id });\n    }",
  },
  {
    name: 'epoch-begins-anew',
    file: 'decide/recover.ts',
    find: 'epoch: robot.epoch + 1',
    put: 'epoch: 1',
  },
  {
    name: 'let-go-on-reconnect',
    file: 'host/embedded-host.ts',
    find: 'isLatched(state, event.robot)) drivers.get(event.robot)?.hold();',
    put: 'isLatched(state, event.robot)) drivers.get(event.robot)?.release();',
  },
  {
    name: 'hold-asked-only-once',
    file: 'host/embedded-host.ts',
    find: "      if ((stop === 'requested' || stop === 'unconfirmed') && now >= due && inputs.connected(robot.id)) {",
    put: "      if (stop === 'unconfirmed' && robot.id === '' && now >= due) {",
    // Both routes of a stop have to be lost while the robot moves.
    from: 491,
  },
  {
    name: 'waits-in-silence',
    file: 'decide/missions.ts',
    find: '  if (isNews) decision.emit',
    put: "  if (isNews && mission.machine.value === 'blocked') decision.emit",
  },
];
