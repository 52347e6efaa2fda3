import { bilingual, fail, ok, type Result } from '@muster/domain';
import { bridgeProblem } from '../problems.ts';

/** Where a VDA 5050 vehicle is: a broker and the first levels of its topics. */
export type VdaAddress = {
  /** `mqtt://host:port` or `mqtts://…`, without user and password. */
  readonly broker: string;
  readonly username?: string;
  readonly password?: string;
  readonly interfaceName: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
};

export type VdaTopic = 'order' | 'instantActions' | 'state' | 'visualization' | 'connection' | 'factsheet';

export const VDA_VERSION = '2.1.0';
const MAJOR = 'v2';
const DEFAULT_INTERFACE = 'uagv';
/** No MQTT wildcard, no level separator, no white space or control character. */
const LEVEL = /^[^+#/$\s\p{Cc}]{1,100}$/u;

/** `<interface>/v2/<manufacturer>/<serial>/<topic>`. Source: VDA 5050 2.1.0, section 6.4. */
export const vdaTopic = (address: VdaAddress, topic: VdaTopic): string =>
  [address.interfaceName, MAJOR, address.manufacturer, address.serialNumber, topic].join('/');

/**
 * `mqtt://[user:password@]host[:port]/[interface/]manufacturer/serial`.
 *
 * @returns `BRIDGE_BAD_VDA_ADDRESS` with what is missing
 */
export const parseVdaAddress = (text: string): Result<VdaAddress> => {
  const wrong = (en: string, zh: string) =>
    fail(
      bridgeProblem(
        'BRIDGE_BAD_VDA_ADDRESS',
        bilingual(`"${hidePassword(text)}": ${en}.`, `“${hidePassword(text)}”：${zh}。`),
        undefined,
        bilingual('Write mqtt://HOST:PORT/MANUFACTURER/SERIAL.', '请写成 mqtt://主机:端口/制造商/序列号。'),
      ),
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return wrong('no address', '不是地址');
  }
  if (url.protocol !== 'mqtt:' && url.protocol !== 'mqtts:')
    return wrong('it does not start with mqtt:// or mqtts://', '应以 mqtt:// 或 mqtts:// 开头');
  if (url.hostname === '') return wrong('it has no host', '缺少主机');
  let levels: string[];
  try {
    levels = url.pathname
      .split('/')
      .filter((level) => level !== '')
      .map(decodeURIComponent);
  } catch {
    return wrong('a % in it means nothing', '其中的 % 无效');
  }
  if (levels.length !== 2 && levels.length !== 3)
    return wrong('it does not name manufacturer and serial number', '没有写明制造商和序列号');
  const bad = levels.find((level) => !LEVEL.test(level));
  if (bad !== undefined) return wrong(`"${bad}" can't be part of a topic`, `“${bad}”不能用作主题的一级`);
  const [interfaceName, manufacturer, serialNumber] =
    levels.length === 3 ? (levels as [string, string, string]) : [DEFAULT_INTERFACE, ...(levels as [string, string])];
  return ok({
    broker: `${url.protocol}//${url.host}`,
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    interfaceName,
    manufacturer,
    serialNumber,
  });
};

/** An address that may be shown: passwords stay out of logs and screens. */
export const hidePassword = (text: string): string => text.replace(/(\/\/[^/:@\s]*):[^/@\s]*@/, '$1:…@');
