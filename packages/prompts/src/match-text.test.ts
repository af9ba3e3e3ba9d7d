import { UsageError } from '@dfpir/core'
import * as fc from 'fast-check'
import { fixedPrompts } from './fixed-embedding.js'
import { matchText } from './match-text.js'

const table = fixedPrompts()

test.each([
  ['remove the rain from my holiday picture', 'derain'],
  ['Please get rid of the rain!', 'derain'],
  ['no more rain please', 'derain'],
  ['It was raining when I took this', 'derain'],
  ['there are wet streaks all over it', 'derain'],
  ['RAINDROPS', 'derain'],
  ['Rain degradation with rain lines', 'derain'],
  ['a heavy downpour', 'derain'],
  ['give me the picture without the rain', 'derain'],
  ['de-rain', 'derain'],
  ['rainny day', 'derain'],
  ['remove the haze', 'dehaze'],
  ['The mountains are foggy', 'dehaze'],
  ['there was smog over the city', 'dehaze'],
  ['defog this, thanks', 'dehaze'],
  ['a misty morning, I want to see the hills', 'dehaze'],
  ['hazey picture', 'dehaze'],
  ['Smoke hides everything', 'dehaze'],
  ['get rid of the fogginess', 'dehaze'],
  ['my photo is blurry', 'deblur'],
  ['BLURRED BY CAMERA SHAKE', 'deblur'],
  ['I moved the camera, motion blur', 'deblur'],
  ['shaky hands', 'deblur'],
  ['it is out of focus', 'deblur'],
  ['the picture is not sharp', 'deblur'],
  ['make it sharper', 'deblur'],
  ['blury foto', 'deblur'],
  ['unsharp', 'deblur'],
  ['make it not blurry', 'deblur'],
  ['too dark', 'lowlight'],
  ['this was taken at night', 'lowlight'],
  ['it is under-exposed', 'lowlight'],
  ['underexposd shot', 'lowlight'],
  ['low light', 'lowlight'],
  ['Low-Light photograph', 'lowlight'],
  ['brighten it up', 'lowlight'],
  ['there was not enough light', 'lowlight'],
  ['not bright at all', 'lowlight'],
  ['the room was dim', 'lowlight'],
  ['not noisy, just dark', 'lowlight'],
  ["it isn't rain, it’s too dark", 'lowlight'],
  ['ｄａｒｋ', 'lowlight'],
  ['not rain or fog but blur', 'deblur'],
  ["I don't want the haze", 'dehaze'],
  ['a blurry photo with some motion', 'deblur'],
  ['a noisy picture from a dark evening', undefined],
  ['a noisy picture of an evening', 'denoise-25'],
  ['remove the noise', 'denoise-25'],
  ['too much grain', 'denoise-25'],
  ['grainy', 'denoise-25'],
  ['Denoise', 'denoise-25'],
  ['niosy image', 'denoise-25'],
  ['high ISO speckles', 'denoise-25'],
  ['noise from ISO 3200', 'denoise-25'],
  ['salt and pepper', 'denoise-25'],
  ['noïsy', 'denoise-25'],
  ['sigma 30', 'denoise-25'],
  ['sigma=12.5', 'denoise-15'],
  ['σ 45', 'denoise-50'],
  ['Σ = 17', 'denoise-15'],
  ['gaussian noise with standard deviation of 40', 'denoise-50'],
  ['noise level 14', 'denoise-15'],
  ['noise of about 60', 'denoise-50'],
  ['very noisy', 'denoise-50'],
  ['heavy grain', 'denoise-50'],
  ['slightly noisy', 'denoise-15'],
  ['a little noise', 'denoise-15'],
  ['moderate noise', 'denoise-25'],
  ['', undefined],
  ['   ', undefined],
  ['make it beautiful', undefined],
  ['asdf qwer', undefined],
  ['🌧️🌧️', undefined],
  ['a shaded stream with trains and a rainbow', undefined],
  ['the blue forest', undefined],
  ['not noisy', undefined],
  ['no rain', undefined],
  ['neither fog nor haze', undefined],
  ['noise and rain', undefined],
  ['dark and blurry', undefined],
  ['fog, or is it smoke? or a blur', undefined],
  ['remove the snow', undefined],
  ['JPEG artefacts', undefined],
  ['too bright', undefined],
  ['an umbrella', undefined],
  ['enlève la pluie', undefined],
  ['Regen entfernen', undefined],
  ['la foto está oscura', undefined],
  ['雨を消して', undefined],
  ['убери шум', undefined],
  ['12345', undefined],
])('%p → %p', (text, name) => {
  if (name === undefined) expect(() => matchText(table, text)).toThrow(/^it is not clear what ".*" asks for$/u)
  else expect(matchText(table, text).prompt.name).toBe(name)
})

test('the answer says how sure it is, what else it considered, and which level the text gave', () => {
  expect(matchText(table, 'rain')).toMatchObject({ confidence: expect.closeTo(0.9), others: [], sigma: undefined })
  expect(matchText(table, 'blurry raindrops on a blurred window, out of focus')).toMatchObject({
    prompt: { name: 'deblur' },
    others: [{ task: 'derain', confidence: expect.closeTo(0.3) }],
  })
  expect(matchText(table, 'noise level 14').sigma).toBe(14)
  expect(matchText(table, 'very noisy').sigma).toBe(50)
  expect(matchText(table, 'noisy').sigma).toBeUndefined()
  expect(matchText(table, 'rain of level 14').sigma).toBeUndefined()
})

test('who is unsure asks for --task and lists what was considered', () => {
  const error = expect.objectContaining({
    hint: 'Considered: denoise 45 %, derain 45 %. Name the task with --task: denoise, derain, dehaze, deblur, lowlight.',
  })
  expect(() => matchText(table, 'noise and rain')).toThrow(error)
  expect(() => matchText(table, 'noise and rain')).toThrow(UsageError)
  expect(() => matchText(table, 'x'.repeat(99))).toThrow(`"${'x'.repeat(60)}…"`)
  expect(() => matchText(table, 'rain '.repeat(1000))).toThrow('at most 2000 characters, got 5000')
})

test('what the network was not trained for is told, not guessed', () => {
  const noise = table.filter(({ task }) => task === 'denoise')
  expect(() => matchText(noise, 'remove the rain')).toThrow('"remove the rain" asks for derain, but the network has no')
  expect(() => matchText(noise, 'remove the rain')).toThrow(expect.objectContaining({ hint: 'Its tasks are denoise.' }))
})

test('any text is answered or refused, with confidences that are shares', () => {
  const words = fc.constantFrom('rain', 'not', 'fog', 'nosie', 'sigma', '30', 'dark', ',', 'but', 'shaky', 'é', '雨')
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words).map(parts => parts.join(' ')),
  )
  fc.assert(
    fc.property(text, said => {
      try {
        const { confidence, others } = matchText(table, said)
        const all = [confidence, ...others.map(other => other.confidence)]
        expect(all.every(share => share > 0 && share <= 1)).toBe(true)
        expect(all.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1)
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError)
      }
    }),
  )
})
