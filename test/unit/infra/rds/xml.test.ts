import { expect, test } from 'vitest';
import { renderAnswer, renderError } from '../../../../infra/lab/rds/xml.ts';

test('fields that are null are left out, lists name their elements, text is escaped', () => {
  const tags = { element: 'Tag', items: [{ Key: 'a', Value: '<&>' }] };
  const body = renderAnswer('DoIt', 'r-1', {
    Found: { Id: 'x', Source: null, TagList: tags, Empty: { element: 'E', items: [] } },
  });
  expect(body).toBe(
    '<DoItResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DoItResult><Found><Id>x</Id>' +
      '<TagList><Tag><Key>a</Key><Value>&lt;&amp;&gt;</Value></Tag></TagList><Empty></Empty></Found></DoItResult>' +
      '<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></DoItResponse>',
  );
});

test('an operation without a result answers its metadata alone', () => {
  expect(renderAnswer('DoIt', 'r-1', null)).not.toContain('DoItResult');
});

test('an error names its code and message', () => {
  expect(renderError('r-1', 'DBInstanceNotFound', 'a < b')).toContain(
    '<Error><Type>Sender</Type><Code>DBInstanceNotFound</Code><Message>a &lt; b</Message></Error><RequestId>r-1</RequestId>',
  );
});
