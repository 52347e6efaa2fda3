/** Words by which a request shows what it touches, separated by `|`: English, Chinese. Endings of English words are recognised. */
export const CONCEPTS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  disable: [
    'mute|disable|turn off|switch off|bypass|override|defeat|clear|reset|silence|unplug|remove|tape over|jam|ignore|disconnect|deactivate|cut',
    '屏蔽|关掉|关闭|关了|短接|旁路|解除|忽略|绕过|拆掉|停用|禁用|取消|断开|静音|拔掉|复位|别管|不用管|无视',
  ],
  safety_device: [
    'light curtain|emergency stop|e-stop|estop|e stop|interlock|safety scanner|safety gate|safety|warning light|alarm|audit log|guard rail|bumper|protective stop|two-hand control|lidar|collision avoidance|obstacle detection|speed limit',
    '光幕|急停|安全门|联锁|连锁|防护罩|防护|警示灯|警报|报警|审计日志|日志|安全扫描|安全|避障|碰撞检测|限速',
  ],
  people: [
    'people|person|worker|operator|picker|packer|technician|child|children|kid|baby|patient|crowd|queue|visitor|someone|somebody|colleague|his hand|his hands|her hand|her hands|hands are|his foot|her foot|his head|grandma|pedestrian|staff|guest|nurse|dog|cat',
    '有人|人群|工人|员工|操作员|拣货员|打包员|孩子|小孩|婴儿|病人|排队|行人|技术员|他的手|她的手|手还在|脚上|头上|头顶|奶奶|客人|访客|护士|的人|人身',
  ],
  harm: [
    'chase|hit|ram|run over|attack|scare|knock|crush|injure|hurt|kill|threaten|shoot|stab|burn|punch|trap|push',
    '撞|追赶|追着|打人|推倒|吓唬|碾|攻击|伤害|弄伤|杀|威胁|刺|烫伤|砸|夹住|驱赶|赶走',
  ],
  weapon: [
    'nail gun|gun|weapon|flamethrower|explosive|bomb|blade|chainsaw|taser',
    '钉枪|枪|武器|炸弹|炸药|刀片|电锯|喷火',
  ],
  mount: ['mount|attach|arm|strap|fix|fit', '装上|安装|绑|固定'],
  regardless: [
    "anyway|regardless|no matter|even if|even though|although|in any case|without waiting|do not wait|don't wait|just carry on|blind|dead reckoning|until it leaves|can move out of the way",
    '照样|硬要|不管|也要|别管|不用等|不等|强行|盲开|即使|哪怕|尽管',
  ],
  above: [
    'above|over|overhead|through|towards|toward|at full speed past|into',
    '上方|头顶|上空|穿过|从中间|冲向|朝着|越过|穿行',
  ],
  liquid: [
    'water|bucket|coffee|juice|tea|soup|milk|oil|liquid|coke|soda|beer|wine',
    '水|一桶|咖啡|果汁|茶|汤|牛奶|油|液体|可乐|啤酒',
  ],
  pour: ['pour|spill|tip|splash|spray|soak|drip|empty|dump|hose', '倒|泼|洒|浇|喷|浸'],
  electric: [
    'cabinet|control cabinet|server|outlet|power strip|laptop|computer|keyboard|fuse box|switchboard|charger|charging station|battery|socket|electronics|electrical|plug|monitor|router|toaster|tv',
    '控制柜|电柜|配电|服务器|插座|电脑|键盘|充电|电池|电源|电器|显示器|电视',
  ],
  acid: ['acid', '酸'],
  base: ['bleach|ammonia|alkali|lye', '漂白|氨水|碱|次氯酸'],
  exit: [
    'fire exit|emergency exit|escape route|fire door|fire lane|fire extinguisher',
    '安全出口|消防通道|逃生|消防门|灭火器|疏散',
  ],
  block: ['park|leave|put|place|block|stack|store|stand|stop', '停|放|堵|堆|留|挡|摆'],
  heat: [
    'hot plate|stove|oven|heater|radiator|iron|grill|candle|burner|fryer',
    '电炉|炉子|烤箱|加热|暖气|熨斗|蜡烛|灶|散热器|炸锅',
  ],
  burnable: [
    'cardboard|paper|curtain|towel|blanket|send all robots away|unattended|vaccine|leave',
    '纸板|纸箱|纸|窗帘|毛巾|毯子|无人看管|疫苗',
  ],
  left_on: ['leave|keep|on under|put', '开着|别关|一直|放'],
  falsify: [
    'report it delivered|report it as|report it done|swap the labels|swap labels|fake|falsify|delete the log|mark it as delivered|say it is done|relabel|hide the',
    '谎报|假报|调换标签|换标签|互换标签|伪造|篡改|删日志|报成|当作已',
  ],
  start: [
    'close|start|press|run|release|drop|lower|clamp|send|drive|swing|keep|carry|open',
    '合上|启动|按下|运行|松开|放下|夹紧|进|开|放|端',
  ],
  while_inside: [
    'while|inside|in the fixture|in the cell|in the aisle|in the cage|standing|still|working|reach in|without waiting|above his|above her|there are|there is',
    '还在|里有|站着|正在|里面有|没出来|时候|中间',
  ],
  fast: ['full speed|maximum speed|as fast as you can|top speed|flat out', '全速|最高速|最快速度|开到最快|飞快'],
  unstable: [
    'mast raised|mast up|forks raised|raised|load up|on the forks|corner|turn',
    '门架升|升起|货叉升|高举|转弯',
  ],
  fault: [
    'lost localisation|lost localization|lost its position|part is dropped|unknown object|sensor is broken|brake is broken|battery|e-stop|emergency stop',
    '定位丢失|丢了定位|掉了|传感器坏|刹车坏|电量只有|电池只有|没电',
  ],
  forbids: [
    "do not|don't|never|must not|may not|tell me|report which|whether|check if",
    '不要|不准|禁止|别|严禁|不许|告诉|是否|查看',
  ],
  careful: [
    "wait until|wait for|only if|only when|stop if|report|tell me|unless|after the|make sure|slowly|avoid|do not|don't|never|keep away|stay away",
    '等到|等人|只有|才|汇报|告诉|除非|小心|避开|不要|不准|禁止|别让|远离',
  ],
};

/** A request is hazardous when all of `all` and none of `none` show in it. */
export type HazardRule = {
  readonly code: string;
  readonly all: readonly string[];
  readonly none?: readonly string[];
  readonly says: { readonly en: string; readonly zh: string };
  readonly nearest?: { readonly en: string; readonly zh: string };
};

export const HAZARD_RULES: readonly HazardRule[] = [
  {
    code: 'HAZARD_SAFETY_DEVICE',
    all: ['disable', 'safety_device'],
    none: ['forbids'],
    says: {
      en: 'Safety devices are not switched off, muted or reset from here.',
      zh: '不能在这里关闭、屏蔽或复位安全装置。',
    },
    nearest: {
      en: 'I can report their state, or stop the work until a person has cleared them on the spot.',
      zh: '可以报告其状态，或停下等人到现场处理。',
    },
  },
  {
    code: 'HAZARD_HARM',
    all: ['harm', 'people'],
    none: ['careful'],
    says: { en: 'Robots are not used against people or animals.', zh: '机器人不用来针对人或动物。' },
  },
  {
    code: 'HAZARD_WEAPON',
    all: ['weapon', 'mount'],
    says: { en: 'Weapons and cutting tools are not mounted on robots.', zh: '不给机器人安装武器或切割工具。' },
  },
  {
    code: 'HAZARD_PEOPLE_PRESENT',
    all: ['people', 'regardless'],
    none: ['careful'],
    says: { en: 'People are there; nothing drives in or acts while they are.', zh: '现场有人，人在时不得进入或动作。' },
    nearest: { en: 'It can be done once everybody is out.', zh: '等人都离开之后可以做。' },
  },
  {
    code: 'HAZARD_OVER_PEOPLE',
    all: ['above', 'people'],
    none: ['careful'],
    says: { en: 'Nothing is carried over, through or towards people.', zh: '不得在人上方、人群中或朝人搬运。' },
    nearest: {
      en: 'Another way round, or later when nobody is there, is possible.',
      zh: '可以绕行，或等没有人时再做。',
    },
  },
  {
    code: 'HAZARD_PEOPLE_INSIDE',
    all: ['start', 'people', 'while_inside'],
    none: ['careful'],
    says: { en: 'Nothing moves or closes while somebody is in its reach.', zh: '有人在作业范围内时不得动作。' },
    nearest: { en: 'It can be done as soon as the area is clear.', zh: '等区域清空后可以做。' },
  },
  {
    code: 'HAZARD_LIQUID_ELECTRIC',
    all: ['pour', 'liquid', 'electric'],
    none: ['careful'],
    says: { en: 'Liquids are kept away from electrics.', zh: '液体不得接触电气设备。' },
  },
  {
    code: 'HAZARD_CHEMICALS',
    all: ['acid', 'base'],
    none: ['careful'],
    says: { en: 'Acids and bleach are not brought together.', zh: '酸和漂白剂不能放在一起。' },
    nearest: { en: 'Each can go to its own store.', zh: '可以分别送到各自的存放处。' },
  },
  {
    code: 'HAZARD_EXIT_BLOCKED',
    all: ['block', 'exit'],
    none: ['careful'],
    says: { en: 'Exits and escape routes stay free.', zh: '安全出口和逃生通道不得占用。' },
    nearest: { en: 'A parking place beside it is possible.', zh: '可以停到旁边的停车位。' },
  },
  {
    code: 'HAZARD_FIRE',
    all: ['heat', 'burnable', 'left_on'],
    none: ['careful'],
    says: {
      en: 'Nothing that burns or spoils is left on or under something hot, and no heat is left unattended.',
      zh: '易燃、易坏的东西不得留在热源上下，热源不得无人看管。',
    },
  },
  {
    code: 'HAZARD_FALSE_REPORT',
    all: ['falsify'],
    says: { en: 'Reports and labels are not falsified.', zh: '不得谎报或调换标签。' },
  },
  {
    code: 'HAZARD_TIP_OVER',
    all: ['fast', 'unstable'],
    none: ['careful'],
    says: { en: 'No fast driving or turning with a raised mast or load.', zh: '门架或货物升起时不得高速行驶或转弯。' },
    nearest: { en: 'Lower it first, then drive slowly.', zh: '先降下，再慢行。' },
  },
  {
    code: 'HAZARD_FAST_NEAR_PEOPLE',
    all: ['fast', 'people'],
    none: ['careful'],
    says: { en: 'No full speed where people are.', zh: '有人的地方不得全速行驶。' },
  },
  {
    code: 'HAZARD_FAULT_IGNORED',
    all: ['fault', 'regardless'],
    none: ['careful'],
    says: {
      en: 'A robot with a fault, an empty battery or no position is not driven on.',
      zh: '机器人有故障、电量不足或定位丢失时不得继续行驶。',
    },
    nearest: { en: 'It can stop where it is and report.', zh: '可以原地停下并报告。' },
  },
];
