/** Who a content block is meant for. @see MCP 2025-06-18 and later, server/resources, Annotations */
export interface BlockAnnotations {
  audience?: ('user' | 'assistant')[];
  priority?: number;
}

/** One text block of a tool's result. */
export interface TextBlock {
  type: 'text';
  text: string;
  annotations?: BlockAnnotations;
}

/** What a tool of the shop answers; the shape both SDK lines take. */
export interface ShopResult {
  [field: string]: unknown;
  content: TextBlock[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}

/** A sentence for the person and the data for the model. */
export function answer(sentence: string, data: Record<string, unknown>): ShopResult {
  return {
    content: [
      { type: 'text', text: sentence, annotations: { audience: ['user', 'assistant'], priority: 0.8 } },
      { type: 'text', text: JSON.stringify(data), annotations: { audience: ['assistant'], priority: 0.3 } },
    ],
    structuredContent: data,
  };
}

/** The tool looked at the caller and said no. */
export function refuse(reason: string): ShopResult {
  return { content: [{ type: 'text', text: `Refused: ${reason}` }], isError: true };
}

/** The request makes no sense in this shop. */
export function reject(reason: string): ShopResult {
  return { content: [{ type: 'text', text: reason }], isError: true };
}
