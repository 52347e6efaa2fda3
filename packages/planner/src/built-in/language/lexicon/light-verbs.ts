/** Ways to ask for a deed with a noun instead of its verb, by what the deed makes true. Spellings are separated by `|`. */
export const LIGHT_VERBS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  photographed: [
    'take a picture of|take pictures of|take a photo of|take photos of|take a photograph of|get a picture of|get pictures of|get a photo of|get photos of|snap|take a shot of|take a snapshot of',
    '拍张照片|拍个照片|拍几张照片|拍些照片|照张相|拍照片|拍|拍照|拍一下|拍张照|照相|拍个照|拍照片',
  ],
  inspected: [
    'take a look at|have a look at|check on|check out|look over|do an inspection of|carry out an inspection of|make a check of',
    '巡查|检视|看一下|查一查|检查一下|检查一遍|巡视',
  ],
  measured: [
    'take a reading of|take readings of|take readings from|take a reading from|get readings of|get a reading of|get readings from|take a measurement of|read off',
    '读|读一下|读数|读一遍数|读个数|读一遍|测|测一下|量一下|抄表|读取一下',
  ],
  scanned: ['do a scan of|read the label of|read the barcode of', '扫一下|扫一遍|扫码|扫一下码'],
  processed: ['finish|complete|work on|do the work on', '加工完|加工好|加工一下|处理完|处理好'],
  swept: ['give a sweep|hoover|do the floor of', '扫一下|扫扫|拖一下|打扫一下'],
  charged: ['plug in|top up|recharge', '充一下电|充充电|补电'],
};
