import { defineMessages } from '../i18n/define-messages.ts';

/** Words around a diagnosis; the diagnosis itself comes in finished sentences. */
export const useDiagnosisText = defineMessages(
  'diagnosis',
  {
    title: 'Why it was refused',
    resolved: 'A later call was accepted.',
    supports: 'What speaks for it',
    wouldDecide: 'What would decide it',
    next: 'Next',
    alternatives: 'It could also be',
    show: 'Show the bytes',
    inspect: 'Inspect the token',
    cause: {
      'wrong-audience': 'wrong audience',
      expired: 'expired',
      'insufficient-scope': 'too little scope',
      revoked: 'revoked',
      'wrong-issuer': 'wrong issuer',
      'clock-skew': 'clocks differ',
      'missing-header': 'missing header',
      unknown: 'cannot tell',
    },
  },
  {
    title: '为何被拒绝',
    resolved: '之后的调用已被接受。',
    supports: '依据',
    wouldDecide: '如何确定',
    next: '下一步',
    alternatives: '也可能是',
    show: '查看字节',
    inspect: '检查令牌',
    cause: {
      'wrong-audience': '受众错误',
      expired: '已过期',
      'insufficient-scope': '范围不足',
      revoked: '已撤销',
      'wrong-issuer': '签发者错误',
      'clock-skew': '时钟不一致',
      'missing-header': '缺少请求头',
      unknown: '无法判断',
    },
  },
);
