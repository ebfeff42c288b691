/** JSON of a value that came from JSON, however deeply it is nested: `JSON.stringify` alone runs out of stack. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return deepJsonText(value);
  }
}

/** What is still to be written: a value, or text as it is. */
type Task = { readonly value: unknown } | { readonly text: string };

function deepJsonText(root: unknown): string {
  const parts: string[] = [];
  const tasks: Task[] = [{ value: root }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    if ('text' in task) parts.push(task.text);
    else if (Array.isArray(task.value)) {
      tasks.push({ text: ']' });
      for (const [index, entry] of [...task.value.entries()].toReversed()) {
        tasks.push({ value: entry as unknown }, { text: index === 0 ? '[' : ',' });
      }
      if (task.value.length === 0) parts.push('[');
    } else if (typeof task.value === 'object' && task.value !== null) {
      const entries = Object.entries(task.value);
      tasks.push({ text: '}' });
      for (const [index, [key, entry]] of [...entries.entries()].toReversed()) {
        tasks.push({ value: entry }, { text: `${index === 0 ? '{' : ','}${JSON.stringify(key)}:` });
      }
      if (entries.length === 0) parts.push('{');
    } else parts.push(JSON.stringify(task.value) ?? 'null');
  }
  return parts.join('');
}
