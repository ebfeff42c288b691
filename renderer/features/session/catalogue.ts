import { isJsonObject, text, type JsonObject } from '../../../shared/protocol/json.ts';
import { readField, type SchemaField } from './schema-form/schema-field.ts';

/** Something a server offers, as a list shows it. `raw` is what the server said. */
export type CatalogueEntry = {
  /** Unique within its kind. */
  readonly id: string;
  readonly title: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly raw: JsonObject;
} & (
  | { readonly kind: 'tool'; readonly input: SchemaField; readonly annotations: JsonObject }
  | { readonly kind: 'resource'; readonly uri: string; readonly mimeType: string | undefined }
  | { readonly kind: 'template'; readonly uriTemplate: string; readonly input: SchemaField }
  | { readonly kind: 'prompt'; readonly input: SchemaField }
);

function entries<T>(value: unknown, read: (entry: JsonObject) => T | undefined): T[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => (isJsonObject(entry) ? (read(entry) ?? []) : []));
}

function common(entry: JsonObject, name: string): Omit<CatalogueEntry, 'kind' | 'id'> {
  const annotations = isJsonObject(entry['annotations']) ? entry['annotations'] : {};
  return {
    name,
    title: text(entry, 'title') ?? text(annotations, 'title') ?? name,
    description: text(entry, 'description'),
    raw: entry,
  };
}

/** The tools of a `tools/list` result; entries without a name are left out. */
export function readTools(value: unknown): CatalogueEntry[] {
  return entries(value, (entry) => {
    const name = text(entry, 'name');
    if (name === undefined) return undefined;
    const annotations = isJsonObject(entry['annotations']) ? entry['annotations'] : {};
    const input = readField(entry['inputSchema'] ?? { type: 'object' });
    return { ...common(entry, name), id: name, kind: 'tool' as const, input, annotations };
  });
}

/** The fields of a list of plain text parameters. */
function textFields(
  parameters: readonly {
    readonly name: string;
    readonly description?: string | undefined;
    readonly required: boolean;
  }[],
): SchemaField {
  return readField({
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, description }) => [
        name,
        { type: 'string', ...(description === undefined ? {} : { description }) },
      ]),
    ),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  });
}

/** Variables of a URI template, without their operators. @see RFC 6570 section 2.3 */
function templateVariables(template: string): string[] {
  const names = [...template.matchAll(/\{[+#./;?&]?([^{}]+)\}/g)].flatMap(([, list]) =>
    (list ?? '').split(','),
  );
  return [...new Set(names.map((name) => name.replace(/(\*|:\d+)$/, '')))];
}

/** Resources, then templates. */
export function readResources(resources: unknown, templates: unknown): CatalogueEntry[] {
  return [
    ...entries(resources, (entry) => {
      const uri = text(entry, 'uri');
      if (uri === undefined) return undefined;
      const shown = common(entry, text(entry, 'name') ?? uri);
      return { ...shown, id: uri, kind: 'resource' as const, uri, mimeType: text(entry, 'mimeType') };
    }),
    ...entries(templates, (entry) => {
      const uriTemplate = text(entry, 'uriTemplate');
      if (uriTemplate === undefined) return undefined;
      const input = textFields(templateVariables(uriTemplate).map((name) => ({ name, required: true })));
      const shown = common(entry, text(entry, 'name') ?? uriTemplate);
      return { ...shown, id: uriTemplate, kind: 'template' as const, uriTemplate, input };
    }),
  ];
}

/** The prompts of a `prompts/list` result. */
export function readPrompts(value: unknown): CatalogueEntry[] {
  return entries(value, (entry) => {
    const name = text(entry, 'name');
    if (name === undefined) return undefined;
    const parameters = entries(entry['arguments'], (argument) => {
      const name = text(argument, 'name');
      if (name === undefined) return undefined;
      return { name, description: text(argument, 'description'), required: argument['required'] === true };
    });
    return { ...common(entry, name), id: name, kind: 'prompt' as const, input: textFields(parameters) };
  });
}

/**
 * Fills a URI template: `{x}` percent-encoded, `{+x}` and `{#x}` as they are, the list operators with their
 * separators. Enough for the templates servers publish; anything finer is typed by hand.
 * @see RFC 6570 section 3.2
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([+#./;?&]?)([^{}]+)\}/g, (_whole, operator: string, list: string) => {
    const plain = operator === '+' || operator === '#';
    const parts = list.split(',').map((variable) => {
      const name = variable.replace(/(\*|:\d+)$/, '');
      const value = values[name] ?? '';
      const encoded = plain ? encodeURI(value) : encodeURIComponent(value);
      return ';?&'.includes(operator) && operator !== '' ? `${name}=${encoded}` : encoded;
    });
    const separator =
      { '': ',', '+': ',', '#': ',', '.': '.', '/': '/', ';': ';', '?': '&', '&': '&' }[operator] ?? ',';
    return `${operator === '+' ? '' : operator}${parts.join(separator)}`;
  });
}
