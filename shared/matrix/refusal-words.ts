// Reading a sentence that a server wrote for a model: does it refuse, blame the arguments, or report that nothing is
// there? Servers say no in words (`isError`), so words are all there is. When they are not clear, nothing is claimed.

/** What a sentence says. `unclear` is not a guess. */
export type Said = 'refuses' | 'not-found' | 'input' | 'unclear';

const REFUSES = [
  /\b(?:forbidden|unauthori[sz]ed|unauthenticated|access denied|permission denied|not permitted|not allowed|refused|denied)\b/i,
  /\b(?:(?:do(?:es)? not|don['’]t|doesn['’]t|lacks?|without|no|insufficient|missing|requires?|needs?) (?:\w+ ){0,4}(?:permissions?|privileges?|authori[sz]ation|scopes?|rights))\b/i,
  /\b(?:permissions?|privileges?|authentication|authori[sz]ation|scopes?|login|sign[- ]?in) (?:\w+ ){0,2}(?:required|missing|insufficient|needed|failed)\b/i,
  /\b(?:must|need to|have to|please) (?:\w+ ){0,2}(?:log|sign) ?in\b/i,
  /\b(?:is|are|was|does|do)(?: not|n['’]t) (?:yours|your own|belong to (?:you|the caller|this user))\b/i,
  /\bbelongs to (?:another|someone|somebody|a different)\b/i,
  /\b(?:only|reserved for|restricted to) (?:\w+ ){0,3}(?:admins?|administrators?|owners?|staff|managers?)\b/i,
  /\b(?:admins?|administrators?|owners?|staff|managers?) only\b/i,
  /\bmay not\b|\bnot an? (?:admin|administrator|owner)\b/i,
  /(?:无权|没有权限|权限不足|未授权|拒绝访问|禁止访问|请先登录|需要登录|不属于您|不属于你)/,
] as const;

const NOT_FOUND = [
  /\b(?:not|never|cannot be|can['’]t be|could not be|couldn['’]t be) (?:be )?found\b/i,
  /\bno (?:such|matching)\b/i,
  /\b(?:does not|doesn['’]t|do not) exist\b/i,
  /\b(?:there is|there are) no\b/i,
  /\bunknown (?:\w+ ){0,2}(?:id|identifier|order|resource|object|record|item|user|customer)\b/i,
  /(?:不存在|未找到|找不到|没有找到)/,
] as const;

const INPUT = [
  /\b(?:invalid|malformed|unexpected|unrecogni[sz]ed) (?:\w+ ){0,2}(?:arguments?|params?|parameters?|inputs?|values?|type|format|schema|request)\b/i,
  /\b(?:input|schema|argument|parameter)s? validation\b/i,
  /\bvalidation (?:error|failed)\b/i,
  /\brequired (?:argument|parameter|property|field)\b/i,
  /\b(?:missing|expected) (?:\w+ ){0,2}(?:argument|parameter|property|field|string|number|boolean|array|object)\b/i,
  /\bmust be (?:an?|one of|at least|at most|greater|less|between|of type)\b/i,
  /(?:参数错误|参数无效|缺少参数)/,
] as const;

/** A refusal says so at its beginning; a novel is none. */
const MOST_READ = 4_000;

const any = (patterns: readonly RegExp[], text: string): boolean => patterns.some((one) => one.test(text));

/** Reads a sentence. A refusal that also says "not found" is a refusal; blame of the arguments comes before both. */
export function readRefusal(words: string): Said {
  const text = words.slice(0, MOST_READ);
  if (any(INPUT, text)) return 'input';
  if (any(REFUSES, text)) return 'refuses';
  if (any(NOT_FOUND, text)) return 'not-found';
  return 'unclear';
}
