import { defineMessages } from './i18n/define-messages.ts';
import { useText } from './i18n/messages.ts';
import type { FaultGroup } from './lab-faults.ts';

/** Words on which part of Keyhole meets a fault. */
export const useFaultText = defineMessages(
  'lab-faults',
  {
    group: { matrix: 'Between callers', privacy: 'What answers contain' },
    part: { flow: 'Flow', matrix: 'Matrix', privacy: 'Privacy report' },
    meets: {
      flow: 'met by a flow',
      matrix: 'met by the matrix',
      privacy: 'met by the privacy report',
    },
    how: {
      flow: 'Run a flow: the exchange that shows the fault is judged at once.',
      matrix: 'One caller alone sees nothing wrong. Make the same calls as several identities.',
      privacy: 'Every call is allowed. Call the tools, then look at what their answers contain and for whom.',
    },
  },
  {
    group: { matrix: '调用者之间', privacy: '回答的内容' },
    part: { flow: '流程', matrix: '矩阵', privacy: '隐私报告' },
    meets: {
      flow: '由流程发现',
      matrix: '由矩阵发现',
      privacy: '由隐私报告发现',
    },
    how: {
      flow: '运行流程：出现故障的交换会立即被判定。',
      matrix: '单独一个调用者看不出问题。请以多个身份进行同样的调用。',
      privacy: '每次调用都被允许。请调用工具，再看回答里有什么、给谁看。',
    },
  },
);

/** The title of a group of faults: its stage, or what its faults have in common. */
export function useFaultGroupTitle(): (id: FaultGroup['id']) => string {
  const t = useText();
  const f = useFaultText();
  return (id) => (id === 'matrix' || id === 'privacy' ? f(`group.${id}`) : t(`stage.${id}`));
}
