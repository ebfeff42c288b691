/** Longer files are no policies. */
const LARGEST = 1024 * 1024;

/** Asks the person for a policy file; `undefined` when they choose none, or something that cannot be one. */
export function pickPolicyFile(): Promise<{ readonly name: string; readonly text: string } | undefined> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.yaml,.yml';
    input.addEventListener('cancel', () => resolve(undefined));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (!file || file.size > LARGEST) resolve(undefined);
      else
        file.text().then(
          (text) => resolve({ name: file.name, text }),
          () => resolve(undefined),
        );
    });
    input.click();
  });
}
