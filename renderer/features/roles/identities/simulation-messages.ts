import { SIMULATIONS, type Simulation } from '../../../../shared/identity/identity.ts';
import { SIMULATION_WORDS, type SimulationWords } from '../../../../shared/identity/simulations.ts';
import { defineMessages } from '../../../i18n/define-messages.ts';

type Words = Readonly<Record<Simulation, Omit<SimulationWords, 'sources'>>>;

/** As findings and reports say it, so that both use the same words. */
const english = Object.fromEntries(
  SIMULATIONS.map((how) => {
    const { title, made, right } = SIMULATION_WORDS[how];
    return [how, { title, made, right }];
  }),
) as Words;

const UNAUTHORIZED = '在执行请求的任何内容之前，以带质询的 HTTP 401 拒绝。';

const chinese: Words = {
  'no-token': { title: '无令牌', made: '请求不带 Authorization 请求头发送。', right: UNAUTHORIZED },
  malformed: {
    title: '格式错误的令牌',
    made: '令牌被替换为任何服务器都未签发过的文本。',
    right: UNAUTHORIZED,
  },
  'flipped-signature': {
    title: '签名被改',
    made: '改动一个字符：签名中的一个；不透明令牌则改其中间的一个。',
    right: UNAUTHORIZED,
  },
  'alg-none': {
    title: '算法 none',
    made: '头部写明 "alg":"none" 并去掉签名；声明保持不变。',
    right: UNAUTHORIZED,
  },
  expired: { title: '过期的令牌', made: '真正签发的自有令牌，保留到过期为止。', right: UNAUTHORIZED },
  'not-yet-valid': {
    title: '尚未生效',
    made: '声明写明令牌一小时后才生效；签名与声明不符，因为只有签发者才能签名。',
    right: UNAUTHORIZED,
  },
  'wrong-issuer': {
    title: '签发者错误',
    made: '声明指明另一个签发者；签名与声明不符，因为只有签发者才能签名。',
    right: UNAUTHORIZED,
  },
  'wrong-audience': {
    title: '受众错误',
    made: '真正签发的自有令牌，但向授权服务器申请的是另一个资源。',
    right: UNAUTHORIZED,
  },
  'scope-removed': {
    title: '缺少 scope',
    made: '真正签发的自有令牌，但申请的 scope 更少。',
    right: '对需要所缺 scope 的调用，以带 error="insufficient_scope" 的 HTTP 403 拒绝。',
  },
  'foreign-session': {
    title: '他人的会话',
    made: '用自己的令牌，但带上另一个身份的会话 id（修订版 2025-11-25 及更早）。',
    right: '拒绝，多为 HTTP 404 或 403：会话属于打开它的人。',
  },
  'query-token': {
    title: '地址中的令牌',
    made: '把令牌从请求头中取出，放入 URL 的查询部分。',
    right: UNAUTHORIZED,
  },
  revoked: {
    title: '已吊销的令牌',
    made: '真正签发的自有令牌，随后在授权服务器上吊销。',
    right: 'HTTP 401：服务器会询问授权服务器时立即拒绝，否则在令牌过期后拒绝。',
  },
};

/** What each simulated caller is, in words, e.g. `useSimulationText()('revoked.title')`. */
export const useSimulationText = defineMessages('simulations', english, chinese);
