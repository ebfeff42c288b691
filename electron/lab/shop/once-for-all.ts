import type { Visit } from './visit.ts';

/**
 * Answers a question for one caller. With the fault the answer is remembered by the question alone, so that the next
 * caller gets what was meant for the first; what was refused is asked again.
 */
export async function onceForAll<Answer extends object>(
  { shop, defects }: Visit,
  question: string,
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
  if (!defects.has('cache-shared')) {
    // What was remembered while the fault was on must not come back with it.
    shop.givenAnswers.clear();
    return answer();
  }
  const given = shop.givenAnswers.get(question);
  if (given !== undefined) return JSON.parse(given) as Answer;
  const result = await answer();
  const isRefusal = 'isError' in result && result.isError === true;
  if (!isRefusal) shop.givenAnswers.set(question, JSON.stringify(result));
  return result;
}
