/** A value of an answer; a list names its element, as AWS's query protocol does. */
export type XmlValue = string | number | boolean | null | XmlFields | XmlList;
export type XmlFields = { [name: string]: XmlValue };
export interface XmlList {
  element: string;
  items: XmlValue[];
}

const namespace = 'http://rds.amazonaws.com/doc/2014-10-31/';

export function renderAnswer(operation: string, requestId: string, result: XmlFields | null): string {
  const body = result === null ? '' : `<${operation}Result>${render(result)}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${operation}Response xmlns="${namespace}">${body}${metadata}</${operation}Response>`;
}

export function renderError(requestId: string, code: string, message: string): string {
  const error = render({ Error: { Type: 'Sender', Code: code, Message: message } });
  return `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** Null fields are left out, as AWS leaves out what an instance has not. */
function render(value: XmlValue): string {
  if (value === null) {
    return '';
  }
  if (typeof value !== 'object') {
    return escape(String(value));
  }
  if (isList(value)) {
    return value.items.map((item) => wrap(value.element, item)).join('');
  }
  return Object.entries(value)
    .map(([name, field]) => (field === null ? '' : wrap(name, field)))
    .join('');
}

function wrap(name: string, value: XmlValue): string {
  return `<${name}>${render(value)}</${name}>`;
}

function isList(value: XmlFields | XmlList): value is XmlList {
  return Array.isArray(value['items']);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
