import type { Picture } from '@dfpir/core'

const srgbNames = /^(GIMP built-in )?sRGB( IEC61966-2[.-]1| built-in|2014)?$/

/** Returns the ICC profile if it fits a picture of such channels, else undefined. */
export function usableProfile(profile: Uint8Array | undefined, channels: Picture['channels']): Uint8Array | undefined {
  if (profile === undefined || profile.length < 132) return undefined
  return coloursOf(profile) === (channels < 3 ? 'GRAY' : 'RGB ') ? profile : undefined
}

/** True if a picture with that profile, or without one, is in sRGB. */
export function isPlainColour(profile: Uint8Array | undefined): boolean {
  return profile === undefined || isSrgbProfile(profile)
}

/** True if a profile is for grey pictures. */
export function isGreyProfile(profile: Uint8Array | undefined): boolean {
  return profile !== undefined && coloursOf(profile) === 'GRAY'
}

function coloursOf(profile: Uint8Array): string {
  return Buffer.from(profile.subarray(16, 20)).toString('latin1')
}

/** True if an ICC profile's description names plain sRGB, so no conversion is needed. */
function isSrgbProfile(profile: Uint8Array): boolean {
  return srgbNames.test(descriptionOf(profile) ?? '')
}

/** The profile's name: its `desc` tag, ASCII in version 2 and UTF-16BE in version 4 (ICC.1:2022, 9.2.41, 10.15). */
function descriptionOf(profile: Uint8Array): string | undefined {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength)
  const text = (start: number, end: number) => String.fromCharCode(...profile.subarray(start, end))
  const tags = profile.byteLength >= 132 ? Math.min(view.getUint32(128), 100) : 0
  for (let entry = 132; entry + 12 <= Math.min(132 + tags * 12, profile.byteLength); entry += 12) {
    if (text(entry, entry + 4) !== 'desc') continue
    const start = view.getUint32(entry + 4)
    const end = Math.min(start + view.getUint32(entry + 8), start + 400)
    return readName(text(start, start + 4), text(start, end))
  }
  return undefined
}

function readName(type: string, tag: string): string {
  const names = type === 'mluc' ? tag.slice(28) : tag.slice(12)
  return type === 'mluc' ? names.replaceAll('\u0000', '').trim() : names.split('\u0000', 1)[0].trim()
}
