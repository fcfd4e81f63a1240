/**
 * Takes the effect from markup in what the assistant gets. Some programs show a model's words as HTML or Markdown and fetch
 * the pictures in them: a caption that the model repeats, or an address that it was talked into, would tell a stranger
 * about the photos. The start of a tag can also look like the end of a tool's result.
 */

/** The start of an HTML tag or comment, and that of a Markdown picture. */
const MARKUP = /<(?=[a-z/!?])|(?<=!)\[/gi;
/** Answers and arguments have fewer levels. A client may send any number, which would exhaust the stack. */
const MAX_LEVELS = 12;
const ESCAPED = /\\u\{(3c|5b)\}/gi;

/** Escape markup in all texts of a value, as `safeText` escapes invisible characters. */
export function inert<Value>(value: Value): Value {
  return inTexts(value, (text) => text.replace(MARKUP, (mark) => `\\u{${mark.charCodeAt(0).toString(16)}}`));
}

/** Restore the markup of texts that the assistant gives back as it got them. */
export function asBefore<Value>(value: Value): Value {
  return inTexts(value, (text) => text.replace(ESCAPED, (_, code: string) => String.fromCharCode(parseInt(code, 16))));
}

function inTexts<Value>(value: Value, change: (text: string) => string, levels?: number): Value;
function inTexts(value: unknown, change: (text: string) => string, levels = MAX_LEVELS): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || levels === 0) return value;
  const inner = (item: unknown) => inTexts(item, change, levels - 1);
  if (Array.isArray(value)) return value.map(inner);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
}
