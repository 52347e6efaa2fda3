/** What machines of a class are for, where neither their names nor the skill's own verbs say it. */
export const MACHINE_VERBS: readonly (readonly [className: string, verb: RegExp])[] = [
  ['balance', /^(?:weigh|称|称重)/],
  ['incubator', /^(?:incubat|培养|孵育)/],
  ['autoclave', /^(?:autoclav|sterili[sz]|灭菌|消毒)/],
  ['centrifuge', /^(?:centrifug|spin|spun|离心)/],
  ['plate_reader', /^(?:read|读板|酶标)/],
  ['washer', /^(?:wash|rins|洗|清洗)/],
  ['measuring_machine', /^(?:measur|gaug|测量|测|三坐标)/],
  ['press_machine', /^(?:press|压装|压)/],
  ['cnc_machine', /^(?:machin|mill|turn|加工|铣|车削)/],
];

/** Verbs of machines that no skill lists: they ask for the machine's work on a thing. */
export const WORK_VERBS: readonly (readonly [className: string, en: string, zh: string])[] = [
  ['balance', 'weigh', '称|称重|称一下|称一称'],
  ['incubator', 'incubate', '培养|孵育'],
  ['autoclave', 'autoclave|sterilise|sterilize', '灭菌|消毒|高压灭菌'],
  ['centrifuge', 'centrifuge|spin down', '离心|离心一下'],
  ['washer', 'rinse', '洗|洗一下|洗一遍|清洗一下|清洗干净'],
  ['measuring_machine', 'gauge', '测|量一下|测一下|测量一下|检测'],
  ['press_machine', '', '压装|压'],
  ['cnc_machine', 'turn', '铣|加工一下'],
];
