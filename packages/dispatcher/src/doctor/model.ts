import { bilingual } from '@muster/domain';
import { probeEndpoint } from '@muster/planner';
import { modelSettings } from '../cli/choose-planner.ts';
import type { Examine, Finding } from './section.ts';

/** Seconds that one request of the probe may take. */
const PATIENCE = 20;

/** Whether the configured model endpoint answers, which models it offers, and how strictly it keeps to a schema. */
export const examineModel: Examine = async () => {
  const title = bilingual('Language model', '语言模型');
  const settings = modelSettings();
  if (!settings)
    return {
      id: 'model',
      title,
      findings: [
        {
          level: 'note',
          says: bilingual(
            'No language model is configured; the built-in planner needs none.',
            '没有配置语言模型；内置规划器不需要。',
          ),
          remedy: bilingual(
            'Set OPENAI_BASE_URL (or OPENAI_API_KEY) and MUSTER_MODEL to use one.',
            '需要时请设置 OPENAI_BASE_URL（或 OPENAI_API_KEY）和 MUSTER_MODEL。',
          ),
        },
      ],
      data: { configured: false },
    };
  const probe = await probeEndpoint({ ...settings, timeoutSeconds: Math.min(settings.timeoutSeconds, PATIENCE) });
  const where = settings.baseURL ?? 'https://api.openai.com/v1';
  const findings: Finding[] = [];
  findings.push(
    probe.reachable
      ? { level: 'ok', says: bilingual(`${where} answers`, `${where} 有应答`) }
      : {
          level: 'problem',
          says: bilingual(`${where} does not answer: ${probe.why}`, `${where} 没有应答：${probe.why}`),
          remedy: bilingual(
            'Check the address, the key and whether the server runs; the built-in planner works meanwhile.',
            '请检查地址、密钥以及服务是否在运行；此间可用内置规划器。',
          ),
        },
  );
  if (probe.models && probe.models.length > 0) {
    const isListed = probe.models.includes(settings.model);
    findings.push({
      level: isListed ? 'ok' : 'note',
      says: bilingual(
        `Models (${probe.models.length}): ${probe.models.slice(0, 12).join(', ')}${isListed ? '' : `; "${settings.model}" is not among them`}`,
        `模型（${probe.models.length}）：${probe.models.slice(0, 12).join('、')}${isListed ? '' : `；其中没有“${settings.model}”`}`,
      ),
    });
  } else if (probe.reachable)
    findings.push({ level: 'note', says: bilingual('It lists no models.', '它不列出模型。') });
  if (probe.reachable)
    findings.push(
      probe.form
        ? {
            level: probe.form === 'schema' ? 'ok' : 'note',
            says: FORMS[probe.form],
          }
        : {
            level: 'problem',
            says: bilingual(
              `"${settings.model}" gave no usable answer: ${probe.why ?? 'unreadable'}`,
              `“${settings.model}”没有给出可用的回答：${probe.why ?? '无法读取'}`,
            ),
            remedy: bilingual('Name another model with MUSTER_MODEL.', '请用 MUSTER_MODEL 换一个模型。'),
          },
    );
  return {
    id: 'model',
    title,
    findings,
    data: { configured: true, address: where, model: settings.model, api: settings.api, ...probe },
  };
};

const FORMS = {
  schema: bilingual('Structured output: strict JSON schema works', '结构化输出：支持严格 JSON schema'),
  object: bilingual(
    'Structured output: JSON objects only; answers are checked and repaired here',
    '结构化输出：仅 JSON 对象；由本程序校验并修复',
  ),
  plain: bilingual(
    'No structured output; JSON is read out of plain text and repaired here',
    '没有结构化输出；由本程序从文本中读取并修复 JSON',
  ),
} as const;
