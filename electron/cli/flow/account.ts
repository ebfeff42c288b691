// The running account of a flow for a person at a terminal: stage by stage, each exchange on its line, what fails at once.

import { styleText } from 'node:util';
import type { Diagnosis } from '../../../shared/diagnosis/diagnosis.ts';
import type { Masker } from '../../../shared/privacy/mask.ts';
import type { EventId, TraceEvent } from '../../../shared/trace/event.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';
import { failureLines } from '../finding-lines.ts';
import type { Style, ToldFinding } from '../finding-lines.ts';
import { plain, plainJson } from '../plain-text.ts';
import type { CallSummary, FlowDocument } from './flow-document.ts';
import { overridable, placeOf } from './flow-document.ts';

/** Writes the account to stdout. Colours only where they are seen: `styleText` looks at the terminal and at NO_COLOR. */
export class Account {
  readonly #masker: Masker;
  readonly #allFindings: boolean;
  readonly #exchanges = new Map<EventId, string>();
  #stage = '';

  constructor(masker: Masker, allFindings: boolean) {
    this.#masker = masker;
    this.#allFindings = allFindings;
  }

  #write(indent: number, text: string, style?: Style): void {
    const lines = plain(this.#masker.maskText(text)).replaceAll('\n', `\n${' '.repeat(indent)}`);
    const styled = style === undefined ? lines : styleText(style, lines, { stream: process.stdout });
    process.stdout.write(`${' '.repeat(indent)}${styled}\n`);
  }

  /** Tells one event, if it is worth a line. */
  tell(raw: TraceEvent): void {
    const event = this.#masker.maskEvent(raw);
    switch (event.kind) {
      case 'flow-started':
        this.#write(0, `${event.target}  (revision ${event.settings.revision})`, 'bold');
        return;
      case 'stage-entered':
        // The one stage that sends nothing itself.
        if (event.stage === 'step-up') this.#enter('step-up');
        return;
      case 'exchange':
        this.#tellExchange(event);
        return;
      case 'callback':
        this.#enter('authorization-response');
        this.#exchanges.set(event.id, `GET ${placeOf(event.url)}`);
        this.#write(4, `GET ${placeOf(event.url)}  (${event.how}: ${parameterNames(event.url)})`);
        return;
      case 'finding':
        if (event.verdict === 'fail') this.#tellFailure(event);
        else if (this.#allFindings)
          this.#write(4, `${event.verdict}  ${event.ruleId}: ${event.message}`, 'dim');
        return;
      case 'override':
        this.#write(4, `! ${event.ruleId} overridden`, 'yellow');
        return;
      default:
    }
  }

  #enter(stage: string): void {
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.#write(2, stage, 'bold');
  }

  #tellExchange(event: EventOf<'exchange'>): void {
    this.#enter(event.stage);
    const { method, url } = event.request;
    const status = event.response?.status;
    const line = `${method} ${placeOf(url)} → ${status ?? event.failure?.code ?? ''}`;
    this.#exchanges.set(event.id, line);
    const what = event.step === 'authorize-hop' ? '' : `  ${event.step}`;
    this.#write(
      4,
      `${line} (${Math.round(event.timing.total)} ms)${what}`,
      status === undefined ? 'red' : undefined,
    );
  }

  #tellFailure(finding: ToldFinding): void {
    const lines = failureLines(finding, (event) => this.#exchanges.get(event));
    for (const { indent, text, style } of lines) this.#write(indent, text, style);
  }

  /** A sentence for the person that belongs to no event. */
  say(text: string, style?: Style): void {
    this.#write(0, text, style);
  }

  /** What came of it, and what to do next. */
  end(document: FlowDocument, session: Session): void {
    const { outcome, message, stoppedAt, tools, call, diagnosis } = document;
    if (tools.length > 0) this.#write(2, `tools: ${tools.map(nameOf).join(', ')}`);
    if (call) this.#tellCall(call);
    for (const { action, why } of document.notDone) this.#write(2, `${action}: ${why}`, 'red');
    this.#tellDisagreements(document);
    if (diagnosis && !diagnosis.resolved) this.#tellDiagnosis(diagnosis);
    // The others were told as they came; what answers hold is judged over all of them.
    const leaks = document.findings.filter(
      ({ ruleId, verdict }) => verdict === 'fail' && ruleId.startsWith('privacy/'),
    );
    if (leaks.length > 0) this.#write(2, 'what the answers hold', 'bold');
    for (const leak of leaks) this.#tellFailure(leak);
    this.say('');
    if (outcome === 'completed') {
      const errors = document.findings.filter(
        ({ verdict, severity }) => verdict === 'fail' && severity === 'error',
      );
      this.say(
        errors.length === 0
          ? `Completed with revision ${document.revision}.`
          : `Completed with revision ${document.revision}, with ${errors.length} error(s).`,
        errors.length === 0 ? 'green' : 'red',
      );
      return;
    }
    const where = stoppedAt === null ? '' : ` at ${stoppedAt}`;
    this.say(`${outcome === 'refused' ? 'Refused' : 'Stopped'}${where}: ${message ?? ''}`, 'red');
    const rule = overridable(session);
    if (rule !== undefined) this.say(`To go on all the same: --override ${rule}`);
  }

  /** One line for each answer on which another client's verdict is not Keyhole's. */
  #tellDisagreements({ stages }: FlowDocument): void {
    for (const { method, url, secondOpinions } of stages.flatMap(({ exchanges }) => exchanges)) {
      const sentences = secondOpinions?.flatMap(({ disagrees, sentence }) =>
        disagrees && sentence !== null ? [sentence] : [],
      );
      if (sentences?.length)
        this.#write(2, `second opinion on ${method} ${placeOf(url)}: ${sentences.join(' ')}`, 'dim');
    }
  }

  #tellDiagnosis({ cause, sentence, supports, wouldDecide, next }: Diagnosis): void {
    this.#write(2, `why refused: ${cause}`, 'bold');
    this.#write(4, sentence);
    for (const support of supports) this.#write(6, `- ${support.sentence}`);
    for (const decider of wouldDecide) this.#write(6, `would decide: ${decider}`, 'dim');
    this.#write(4, `next: ${next}`);
  }

  #tellCall(raw: CallSummary): void {
    const call = this.#masker.maskContentJson(raw) as CallSummary;
    this.#write(2, `${call.tool} → ${call.status ?? 'no answer'}`, call.isError ? 'red' : undefined);
    if (call.error !== null)
      this.#write(4, typeof call.error === 'string' ? call.error : plainJson(call.error, 2));
    for (const block of Array.isArray(call.content) ? (call.content as unknown[]) : []) {
      this.#write(4, textOf(block) ?? plainJson(block, 2));
    }
    if (call.structuredContent !== null) this.#write(4, plainJson(call.structuredContent, 2), 'dim');
  }
}

function parameterNames(url: string): string {
  return URL.canParse(url)
    ? [...new URL(url).searchParams.keys()].join(', ') || 'no parameters'
    : 'not a URL';
}

function nameOf(tool: unknown): string {
  return typeof tool === 'object' && tool !== null && 'name' in tool ? String(tool.name) : '?';
}

function textOf(block: unknown): string | undefined {
  return typeof block === 'object' && block !== null && 'text' in block && typeof block.text === 'string'
    ? block.text
    : undefined;
}
