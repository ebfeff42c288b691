// Rules on how an answer is made, whatever it holds: for whom it is marked, where the marks stand, and whether its two
// halves say the same.

import { isJsonObject, text } from '../../protocol/json.ts';
import type { Evidence, TraceEvent } from '../../trace/event.ts';
import { reaches } from '../audience/host.ts';
import { compareStructured } from '../audience/structured.ts';
import { placeIn } from '../messages.ts';
import type { SeenAnswer } from './collect.ts';
import type { JudgedLeak, LeakCase } from './leak-finding.ts';
import { groupByCall, leakFinding } from './leak-finding.ts';
import { calledWords } from './words.ts';

/** Words that tell the model to say nothing, or that money was moved. */
const CONCERNS_PERSON =
  /\b(?:tell|inform|show)(?:ing)?\s+(?:the\s+)?(?:user|customer|person|client)\s+(?:nothing|about none)|\b(?:do not|don't|never|without)\s+(?:tell|inform|notify|show|mention)\w*|\b(?:charged?|billed|debited|refunded|deducted|withdrawn)\b|不要告诉|别告诉|勿告知|不得告知|已扣款|扣费|已收费/i;

function readOnlyTools(events: readonly TraceEvent[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'value' || event.name !== 'tools' || !Array.isArray(event.value)) continue;
    for (const tool of event.value as readonly unknown[]) {
      const annotations = isJsonObject(tool) ? tool['annotations'] : undefined;
      if (isJsonObject(annotations) && annotations['readOnlyHint'] === true)
        names.add(text(tool, 'name') ?? '');
    }
  }
  return names;
}

/** What a person has to know, in blocks that a host does not show. */
export function judgeUnseen(leaks: LeakCase): JudgedLeak[] {
  const id = 'privacy/assistant-only-needed-by-person';
  const readOnly = readOnlyTools(leaks.events);
  return leaks.collected.answers.flatMap(({ called, exchange, sent, blocks }) => {
    const result = isJsonObject(sent.message['result']) ? sent.message['result'] : {};
    const content = blocks.filter(({ source, kind }) => source === 'tool-result' && kind !== 'structured');
    if (called.kind !== 'tool' || result['isError'] === true || content.length === 0) return [];
    const hidden = content.filter(({ annotations }) => annotations.audience?.join() === 'assistant');
    if (content.some((block) => reaches(block, 'person', 'honours')) || hidden.length === 0) return [];
    const telling = hidden.filter(({ fields }) =>
      fields.some((field) => field.kind === 'text' && CONCERNS_PERSON.test(field.text)),
    );
    const name = calledWords(called);
    const evidence = (telling.length > 0 ? telling : hidden).map(({ path }) => ({
      event: exchange.id,
      at: placeIn(sent, `${path}/annotations/audience`),
    }));
    if (telling.length > 0) {
      const message = `The answer of ${name} is for the assistant alone, and says what concerns the person.`;
      return [leakFinding(id, 'fail', message, evidence, { expected: 'a block for the user' })];
    }
    // What a tool only reads, the model speaks of.
    if (readOnly.has(called.name)) return [];
    const why =
      'it is not said to be read-only, so something may have been done that the person does not hear of';
    return [
      leakFinding(id, 'cannot-tell', `The answer of ${name} is for the assistant alone: ${why}.`, evidence),
    ];
  });
}

/** Differences without anything sensitive in them: only where the text promises to be the same, and is not. */
export function judgeTexts({ called, exchange, sent, blocks }: SeenAnswer): JudgedLeak[] {
  const compared = compareStructured(blocks);
  if (compared?.fallback === undefined || compared.cut) return [];
  const { onlyStructured, onlyText } = compared;
  if (onlyStructured.length + onlyText.length === 0) return [];
  const places = [...onlyStructured, ...onlyText].map(({ path }) => path);
  const message = `The structured content of ${calledWords(called)} and the JSON in its text differ.`;
  return [
    leakFinding(
      'privacy/structured-differs',
      'fail',
      message,
      [...new Set(places)].map((path) => ({ event: exchange.id, at: placeIn(sent, path) })),
      {
        severity: 'info',
        actual: `${onlyStructured.length} values in the structured content only, ${onlyText.length} in the text only`,
      },
    ),
  ];
}

/** Annotations where the schema has none, or in words that it does not know. */
export function judgeAnnotations({ collected }: LeakCase): JudgedLeak[] {
  const id = 'privacy/annotations-misplaced';
  return groupByCall(collected.answers, ({ called, exchange }) => ({
    called,
    identity: exchange.identity,
  })).flatMap((answers) => {
    const notes = answers.flatMap(({ exchange, sent, blocks }) =>
      blocks.flatMap(({ annotations }) =>
        annotations.notes.flatMap((note) =>
          note.kind === 'unmarked'
            ? []
            : [{ note, evidence: { event: exchange.id, at: placeIn(sent, note.path) } }],
        ),
      ),
    );
    const wrong = notes.filter(({ note }) => note.kind === 'misplaced');
    const idle = notes.filter(({ note }) => note.kind !== 'misplaced');
    const name = calledWords(answers[0]?.called ?? { kind: 'server', name: '' });
    const places = (some: typeof notes): Evidence[] => some.map(({ evidence }) => evidence);
    return [
      ...(wrong.length === 0
        ? []
        : [
            leakFinding(
              id,
              'fail',
              `Annotations in an answer of ${name} stand where the schema has none, so they do not count.`,
              places(wrong),
            ),
          ]),
      ...(idle.length === 0
        ? []
        : [
            leakFinding(
              id,
              'fail',
              `Annotations in an answer of ${name} say something that MCP does not know.`,
              places(idle),
              { severity: 'info' },
            ),
          ]),
    ];
  });
}
