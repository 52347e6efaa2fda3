import type { Sense } from './entry.ts';

/** Verbs that every scene understands because what they ask for follows from the world's own relations (on, in, held, at, given). */
export const CORE_VERBS: readonly (readonly [sense: Sense, en: string, zh: string])[] = [
  [
    { kind: 'transfer' },
    "i want|i need|i would like|i'd like|we need|we want|we'd like|must be|should be|has to be|have to be|needs to be|need to be|ought to be|is to be|are to be|stand|lift|raise|hoist|sit|is needed|are needed|is wanted|are wanted|is required|are required|must lie|should lie|must stand|should stand|pop|stick|slip|shove|wheel|run|plonk|tuck|shuttle|whisk|ferry|rush|haul over|bring|put|take|move|carry|deliver|place|fetch|get|transport|transfer|send|return|store|set|lay|leave|stack|haul|ship|collect|gather|load|unload|drop|drop off|put down|set down|put away|hand|hand over|give|pass|relocate|stow|retrieve|distribute|unpack|throw|dump|shift|grab",
    '留着|留下|留|留在|保留|吊|吊到|吊上|弄|搞|拉|拉走|弄走|转到|腾到|拿|放|送|搬|运|取|带|移|挪|递|端|摆|装|存|收|搬运|运送|转移|移动|拖|叉|搁|送达|拿给|带给|递给|交给|送给|搬给|取给|交|放回|送回|搬回|拿回|摆放|存放|装载|卸|卸下|收起|调运|转运|配送|丢|扔|堆|堆放|背|推|捎|归还|叉运|装到|补到|移到|挪到|提|抬',
  ],
  [
    { kind: 'pick' },
    'pick|pick up|pick out|grasp|hold|grab|hold onto|take hold of|lift|lift up',
    '拿起|捡起|抓起|抓住|拾起|抓|捡|拾|拿着|拿住|端起|夹起|提起|举起',
  ],
  [
    { kind: 'go' },
    'go|drive|fly|walk|come|head|navigate|proceed|travel|move|run|visit|send|return|ride|enter|go over|go back|head over|come back|advance|journey|belong|make a trip|swing by|stop by|drop by|pass by|park|wait at|station|position|dispatch|stay|remain|approach|pop',
    '飞行|升空|去|到|前往|开|飞|走|过去|回|回到|开往|开到|飞到|走到|去到|驶向|驶往|到达|进入|移动|来|返回|停|停靠|停在|待在|派|开去|飞去|飞往|巡|过|进|跑|靠近|候着|就位',
  ],
  [
    { kind: 'clear' },
    'clear|clear off|clear out|empty|empty out|tidy|tidy up|clean up|clear up|unload',
    '收拾|清空|腾空|清理|收拾干净|清理干净|腾出来|收拾一下|整理',
  ],
  [
    { kind: 'swap' },
    'swap|exchange|switch|swap over|swap round|trade',
    '互换|对调|交换|调换|换个位置|互换位置|对调位置|交换位置',
  ],
  [{ kind: 'touch' }, 'touch|disturb|move|leave alone|bother|handle|alter', '动|碰|触碰|移动|挪动|理会|理|打扰'],
  [{ kind: 'use' }, 'use|employ|involve|operate', '用|使用|动用|操作|操控'],
  [{ kind: 'wait' }, 'wait|hold still|stand by|stay put|pause', '等|等待|等候|稍等|停留|待命'],
  [
    { kind: 'look' },
    'check|look at|look in|look into|look|see|find|find out|locate|check whether|check if|see if|see whether|search for|look for',
    '看|看看|看一下|检查|查看|查一下|瞧瞧|找|找到|找一下|寻找|确认|查查|查|看一看|看一眼|瞧一下',
  ],
  [
    { kind: 'tell' },
    'tell|tell me|report|report to me|show|show me|list|say|let me know|inform me',
    '告诉我|报告|告诉|说说|列出|汇报|跟我说|说一下|通知我',
  ],
  [
    { kind: 'discard' },
    'throw away|throw out|discard|trash|bin|dispose of|get rid of|recycle|throw',
    '扔掉|扔了|丢掉|丢弃|倒掉|处理掉|扔|丢',
  ],
  [
    { kind: 'able' },
    'reach|fit|lift|get through|handle|climb|manage|support|get to|go through|pass',
    '够到|够得着|够得到|拿得动|搬得动|背得动|抬得动|能过|过得去|放得下|爬|通过|上楼|装得下|爬楼|穿过',
  ],
  [
    { kind: 'control', verb: 'stop' },
    'stop|halt|freeze|pull over|cease|stand still|emergency stop|stop moving|stop it|stop all|stop everything|abort',
    '停|停下|停止|停下来|急停|靠边停|都停|全停|都停下|别动|停住|站住|不许动|紧急停止|停车|别动了|刹车',
  ],
  [
    { kind: 'control', verb: 'pause' },
    'pause|hold on|suspend|hold|hold position|hang on|wait|take a break|stand by',
    '暂停|先停一下|等一下|停一下|暂停一下|暂缓|保持',
  ],
  [
    { kind: 'control', verb: 'resume' },
    'resume|continue|carry on|go on|keep going|unpause|proceed',
    '继续|恢复|接着来|接着做|接着干|恢复运行|继续执行|继续干',
  ],
  [
    { kind: 'control', verb: 'cancel' },
    'cancel|abort|call off|forget|forget about|drop|scrap|never mind|withdraw|give up',
    '取消|作废|取消任务|算了|不用了|撤销任务|不做了|放弃|终止|不要做了|别做了|撤单|不用送了|不用做了',
  ],
  [
    { kind: 'control', verb: 'undo' },
    'undo|revert|undo that|put that back|put this back|put it back|put them back|put everything back|reverse',
    '撤销|撤销刚才那一步|还原|恢复原状|撤回|放回去|都放回去|放回原处|放回原位',
  ],
  [{ kind: 'control', verb: 'skip' }, 'skip|leave out|skip over|skip this step', '跳过|略过|跳过这步|跳过这一步'],
  [
    { kind: 'control', verb: 'retry' },
    'retry|try again|do it again|repeat that|try once more',
    '重试|再试一次|重来|再来一次|再试试',
  ],
  [
    { kind: 'control', verb: 'release' },
    'release the stop|release the hold|clear the stop|reset the stop|lift the stop|release the emergency stop',
    '解除急停|解除停止|解除保持|复位|解除暂停|松开急停',
  ],
];

/** Particles that may stand after the object: "turn the lamp on". */
export const PARTICLES: readonly string[] = [
  'on',
  'off',
  'up',
  'down',
  'out',
  'away',
  'over',
  'back',
  'alone',
  'in',
  'onto',
];
