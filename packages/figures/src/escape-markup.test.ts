import { escapeMarkup } from './escape-markup.js'

test('what would end a text or an attribute becomes a number', () => {
  expect(escapeMarkup(`<a title="b" id='c'>&amp;`)).toBe('&#60;a title=&#34;b&#34; id=&#39;c&#39;&#62;&#38;amp;')
  expect(escapeMarkup('σ 25, Größe')).toBe('σ 25, Größe')
})
