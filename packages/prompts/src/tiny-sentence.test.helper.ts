import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '@dfpir/core'
import { onnxing } from '@dfpir/testing'

const { message, number } = onnxing

export const words = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'remove', 'the', 'rain', 'noise', 'hazy', 'pic', '##ture', '##s'],
  ...[',', '!'],
]
export const size = 6
export const positions = 8
const random = new Random(3)
/** The vector of each token, [words, size]. */
export const table = words.map(() => Float32Array.from({ length: size }, () => random.normal()))

/** A model in the layout of a BERT model whose `last_hidden_state` is tanh(table[token]). */
export function writeTinySentence(folder: string): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
  json('config.json', { model_type: 'bert', hidden_size: size, max_position_embeddings: positions })
  json('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', do_lower_case: true, model_max_length: positions })
  json('tokenizer.json', tokenizer())
  writeFileSync(join(folder, 'onnx/model.onnx'), model())
}

function tokenizer(): object {
  const special = words.slice(0, 5).map((content, id) => ({ id, content, special: true, normalized: false }))
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } })
  return {
    version: '1.0',
    added_tokens: special.map(one => ({ ...one, single_word: false, lstrip: false, rstrip: false })),
    normalizer: {
      ...{ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [token('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, token('[SEP]')],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
  }
}

/** An ONNX file: Gather, then Tanh. */
function model(): Uint8Array {
  const [float32, int64] = [1, 7]
  const value = (name: string, type: number, ...sides: (string | number)[]) => {
    const dims = sides.map(side => message(1, typeof side === 'string' ? message(2, side) : number(1, side)))
    return Buffer.concat([message(1, name), message(2, message(1, number(1, type), message(2, ...dims)))])
  }
  const node = (operator: string, inputs: string[], output: string) =>
    message(1, ...inputs.map(input => message(1, input)), message(2, output), message(4, operator))
  const data = Buffer.concat(table.map(({ buffer }) => Buffer.from(buffer)))
  const dims = [words.length, size].map(side => number(1, side))
  const graph = [
    node('Gather', ['table', 'input_ids'], 'vectors'),
    node('Tanh', ['vectors'], 'last_hidden_state'),
    message(2, 'tiny'),
    message(5, ...dims, number(2, float32), message(8, 'table'), message(9, data)),
    message(11, value('input_ids', int64, 'batch', 'tokens')),
    message(12, value('last_hidden_state', float32, 'batch', 'tokens', size)),
  ]
  return Buffer.concat([number(1, 8), message(7, ...graph), message(8, message(1, ''), number(2, 17))])
}
