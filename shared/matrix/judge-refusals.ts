// What refusals give away: data, the existence of an object, the names of tools.

import { isJsonObject, readJson } from '../protocol/json.ts';
import type { Finding } from '../trace/event.ts';
import { asFinding, callerOf, proofOf } from './a-finding.ts';
import type { Leaf } from './answer-data.ts';
import { jsonOf, leavesOf } from './answer-data.ts';
import { refusedForeign } from './confirm.ts';
import type { CellAnswer, CellView } from './fold.ts';
import type { MatrixRow } from './matrix.ts';
import { CALLERS_OWN, rowId, rowLabel } from './matrix.ts';
import { missingArguments } from './missing-object.ts';
import type { RunData } from './run-data.ts';
import { aloneOf, isPerson, missingOf } from './run-data.ts';

const NOT_GIVEN = new Set(['denied', 'not-found', 'tool-error', 'input-error']);

/** Values of one answer, and characters of a refusal, that are looked through: both come from an untrusted server. */
const MOST_LEAVES = 1_000;
const MOST_WORDS = 100_000;

/** Every text and number of a body, JSON inside of texts included. */
function deepLeaves(value: unknown): Leaf[] {
  return leavesOf(value).flatMap((leaf): Leaf[] => {
    if (typeof leaf.value !== 'string' || !/^\s*[{[]/.test(leaf.value)) return [leaf];
    const read = readJson(leaf.value);
    return 'value' in read ? leavesOf(read.value) : [leaf];
  });
}

/** Long enough not to be met by chance. */
function isTelling({ value }: Leaf): boolean {
  return typeof value === 'string' ? value.length >= 5 : !Number.isInteger(value) || Math.abs(value) >= 1000;
}

/** So particular that once is enough: an address, a number with digits, a date. */
function isUnmistakable(value: string): boolean {
  return value.length >= 8 && /[@\d]/.test(value);
}

function hasWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  if (at < 0) return false;
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return !isPart(text[at - 1]) && !isPart(text[at + word.length]);
}

/** Values of the answer to its owner that stand in a refusal to somebody else. */
function dataIn(run: RunData, cell: CellView, refusal: CellAnswer, owners: CellAnswer): readonly string[] {
  const result = run.resultOf(owners);
  const body = run.bodyOf(refusal);
  if (!result || body === undefined) return [];
  const read = readJson(body);
  const said = deepLeaves('value' in read ? read.value : body).slice(0, MOST_LEAVES);
  const words = said
    .map(({ value }) => String(value))
    .join('\n')
    .slice(0, MOST_WORDS);
  // What the caller said, and what every refusal says, is no secret.
  const known = [
    run.exchangeOf(refusal)?.request.body ?? '',
    ...missingOf(cell).map((answer) => run.bodyOf(answer) ?? ''),
  ].join('\n');
  const kept = jsonOf(result)
    .flatMap((value) => leavesOf(value))
    .slice(0, MOST_LEAVES)
    .filter((leaf) => isTelling(leaf) && !known.includes(String(leaf.value)));
  const asMember = kept.filter((leaf) =>
    said.some((other) => other.value === leaf.value && other.path.at(-1) === leaf.path.at(-1)),
  );
  const asWord = kept.filter(({ value }) => hasWord(words, String(value)));
  const strong = [...asMember, ...asWord.filter(({ value }) => isUnmistakable(String(value)))];
  const distinct = (leaves: readonly Leaf[]): string[] => [
    ...new Set(leaves.map(({ value }) => String(value))),
  ];
  if (strong.length > 0) return distinct([...strong, ...asWord]);
  return distinct(asWord).length >= 2 ? distinct(asWord) : [];
}

function carriesData(run: RunData): Finding[] {
  const found: Finding[] = [];
  for (const cell of run.fold.cells()) {
    const { row, answer, expectation } = cell;
    if (!answer || expectation.expect !== 'deny' || !NOT_GIVEN.has(answer.outcome.kind)) continue;
    if (row.owner === undefined || row.kind === 'list' || row.level === 'public') continue;
    const owners = run.fold
      .row(row.id)
      .find((other) => other.answer?.outcome.kind === 'allowed' && isPerson(other))?.answer;
    const data = owners ? dataIn(run, cell, answer, owners) : [];
    if (!owners || data.length === 0) continue;
    const some = data.slice(0, 3).map((value) => JSON.stringify(value));
    found.push(
      asFinding({
        ruleId: 'roles/refusal-carries-data',
        verdict: 'fail',
        message: `${rowLabel(row)} was refused to ${callerOf(cell)}, and the refusal holds what was refused: ${some.join(', ')}${data.length > 3 ? ' and more' : ''}.`,
        expected: 'a refusal without the object',
        actual: `${data.length} value(s) of it`,
        evidence: [...proofOf(answer, ''), ...proofOf(owners)],
      }),
    );
  }
  return found;
}

/** A text as a pattern that finds it as a word of its own: 2002 is no part of -32002. */
function wordPattern(text: string): RegExp {
  const literal = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'gu');
}

/** An answer without what differs anyway: the id of the request, and the identifier that was asked for. */
function likeness(run: RunData, answer: CellAnswer, identifier: string): string {
  const body = run.bodyOf(answer) ?? '';
  const read = readJson(body);
  const message = 'value' in read ? read.value : body;
  const said = isJsonObject(message) ? { result: message['result'], error: message['error'] } : message;
  const status = run.exchangeOf(answer)?.response?.status ?? 0;
  return `${status} ${JSON.stringify(said).replaceAll(wordPattern(identifier), '…')}`;
}

function tellsExistence(run: RunData, row: MatrixRow): Finding[] {
  return refusedForeign(run, row).flatMap((cell) => {
    const { answer } = cell;
    const [first, second] = missingOf(cell);
    const [alone] = aloneOf(cell);
    const [one, other] = [missingArguments(row, 0), missingArguments(row, 1)];
    if (!answer || !first || !second || !alone || !one || !other) return [];
    const isAnswer = ({ outcome }: CellAnswer): boolean =>
      ['denied', 'not-found', 'tool-error'].includes(outcome.kind);
    // An identifier of another shape, an object that is there by chance, a server that failed: nothing to compare.
    if (![first, second, alone].every(isAnswer)) return [];
    const [here, again] = [answer, alone].map((one_) => likeness(run, one_, one.from));
    const [missing, missingAgain] = [likeness(run, first, one.to), likeness(run, second, other.to)];
    if (here === undefined || here !== again || missing !== missingAgain) return [];
    const evidence = [...proofOf(answer), ...proofOf(first)];
    if (here === missing)
      return [
        asFinding({
          ruleId: 'roles/refusal-tells-existence',
          verdict: 'pass',
          message: `${row.name} answers ${callerOf(cell)} alike for what belongs to ${row.owner ?? 'another'} and for what does not exist.`,
          evidence,
        }),
      ];
    const said = (one_: CellAnswer): string =>
      'said' in one_.outcome ? one_.outcome.said : one_.outcome.kind;
    return [
      asFinding({
        ruleId: 'roles/refusal-tells-existence',
        verdict: 'fail',
        message: `${row.name} answers ${callerOf(cell)} one way for what belongs to ${row.owner ?? 'another'}, and another way for what does not exist.`,
        expected: 'the same refusal for both',
        actual: `“${said(answer)}” for one that exists, “${said(first)}” for one that does not`,
        evidence,
      }),
    ];
  });
}

/** Tools of administrators in the list of somebody who is none. */
function listedUncallable(run: RunData): Finding[] {
  const { plan } = run.fold;
  const admin = (plan?.rows ?? []).filter(
    ({ kind, level, levelBy }) => kind === 'tool' && level === 'admin' && levelBy !== 'guess',
  );
  return (plan?.columns ?? []).flatMap(({ definition: { name } }) => {
    const list = run.fold.cell(rowId('list', 'tools/list'), name);
    const outcome = list?.answer?.outcome;
    if (!list?.answer || !isPerson(list) || outcome?.kind !== 'allowed' || !outcome.listed) return [];
    const { listed } = outcome;
    const closed = admin.flatMap((row) => {
      const cell = run.fold.cell(row.id, name);
      return cell?.expectation.expect === 'deny' && cell.answer?.outcome.kind !== 'allowed' ? [cell] : [];
    });
    if (closed.length === 0) return [];
    const shown = closed.filter(({ row }) => listed.includes(row.name));
    const tools = [...new Set(shown.map(({ row }) => row.name))];
    if (tools.length === 0)
      return [
        asFinding({
          ruleId: 'roles/listed-uncallable',
          verdict: 'pass',
          message: `The list for ${name} leaves out what only administrators may call.`,
          evidence: proofOf(list.answer, '/result/tools'),
        }),
      ];
    return [
      asFinding({
        ruleId: 'roles/listed-uncallable',
        verdict: 'fail',
        message: `The list for ${name} has ${tools.join(', ')}, which only administrators may call.`,
        expected: 'a list of what the caller may call',
        actual: `${tools.length} tool(s) of administrators in it`,
        evidence: [
          ...proofOf(list.answer, '/result/tools'),
          ...shown.flatMap(({ answer }) => (answer ? proofOf(answer) : [])),
        ],
      }),
    ];
  });
}

/** Judges what refusals give away. */
export function judgeRefusals(run: RunData): Finding[] {
  return [
    ...carriesData(run),
    ...(run.fold.plan?.rows ?? [])
      .filter(({ owner }) => owner !== undefined && owner !== CALLERS_OWN)
      .flatMap((row) => tellsExistence(run, row)),
    ...listedUncallable(run),
  ];
}
