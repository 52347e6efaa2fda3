/** Names of the root classes, in case a vocabulary gives none. */
export const CLASS_WORDS: readonly (readonly [id: string, names: readonly string[]])[] = [
  ['robot', ['robot', 'machine', 'everyone', 'everybody', '所有机器人', '机器人']],
  ['place', ['place', 'location', 'spot', '地方', '地点', '位置']],
  ['drink', ['something to drink', 'anything to drink', '喝的', '喝的东西']],
  ['food_item', ['something to eat', 'anything to eat', '吃的', '吃的东西']],
  ['item', ['item', 'object', 'thing', 'anything', 'something', '物品', '东西', '物件']],
  [
    'person',
    [
      'person',
      'human',
      'someone',
      'somebody',
      'anyone',
      'anybody',
      'people',
      'whoever',
      'whoever is',
      'operator',
      '人',
      '任何人',
      '人员',
      '有人',
      '操作员',
    ],
  ],
  ['device', ['device', '设备']],
  ['switch', ['power switch', '电源开关', '电源']],
];

/** States and their opposites, for predicates that a vocabulary has. */
export const STATE_WORDS: readonly (readonly [predicate: string, holds: boolean, en: string, zh: string])[] = [
  ['open', true, 'opens', '开没开|开了没|打没打开'],
  ['open', false, 'closes|shuts', '关没关|关了没|关没关好'],
  ['open', true, 'open|opened', '开着|打开|打开了|开着的|开了|开启|敞开'],
  ['open', false, 'closed|shut', '关着|关闭|关上|关好|关了|关着的|合上|关上了|关好了'],
  [
    'abnormal',
    true,
    'abnormal|faulty|defective|wrong|broken|out of order|wrong with it|a fault|damaged',
    '异常|不正常|有异常|有问题|出问题|出了问题|出现异常|一出现异常|有故障|出故障|坏了|有毛病',
  ],
  ['abnormal', true, 'shows a fault|has a fault|turns out to be faulty|turns out faulty|looks wrong|is faulty', ''],
  ['abnormal', false, 'in order|all right|normal|fine|okay', '正常|没问题|没有异常|无异常|没异常|没有问题|一切正常'],
  ['powered', true, 'on|switched on|turned on|powered|powered on', '开着|通电|开着的|亮着|打开'],
  ['powered', false, 'off|switched off|turned off|powered off', '关着|断电|关着的|熄灭|关了'],
  ['running', true, 'running', '运行中|在运行|运转|在转|开动|运行着'],
  ['running', true, 'starts|starts up|starts running', '启动了|开始运行'],
  [
    'running',
    false,
    'stops|finishes|stops running|has stopped|has finished|is done',
    '停下来|停下了|停了下来|加工完|运行完|停|停下|跑完|转完|做完',
  ],
  ['running', false, 'stopped|idle|not running', '停机|空闲|停着|停了'],
  ['clean', true, 'clean', '干净|干净的|洁净'],
  ['clean', false, 'dirty', '脏|脏的|脏了'],
  ['locked', true, 'locked', '锁着|上锁|锁了|锁着的|锁上'],
  ['locked', false, 'unlocked', '没锁|未锁|开锁'],
  ['flying', true, 'flying|in the air|airborne', '在飞|飞行中|在空中'],
  ['flying', false, 'landed|on the ground', '已降落|在地面|落地'],
  ['docked', true, 'docked|on its dock|charging', '在充电|充电中|在坞'],
];

/** Static properties as adjectives or kinds. */
export const PROPERTY_WORDS: readonly (readonly [property: string, en: string, zh: string])[] = [
  ['fragile', 'fragile|breakable', '易碎|易碎的|易碎品'],
  ['hot', 'hot|boiling', '热|烫|热的|滚烫|滚烫的'],
  ['liquid', 'liquid|liquids', '液体'],
  ['heavy', 'heavy', '重物'],
  ['electronic', 'electronic|electronics', '电子|电子设备|电器|电子产品'],
  ['container', 'container|containers', '容器'],
  ['charger', 'charger|chargers|charging station|charging dock', '充电桩|充电站|充电位|充电座'],
  ['sharp', 'sharp', '锋利|锋利的'],
  ['toxic', 'toxic|poisonous', '有毒|有毒的'],
  ['food', 'food|something to eat', '食物|吃的'],
  ['drink', 'drink|drinks|something to drink|beverage', '饮料|喝的'],
];
