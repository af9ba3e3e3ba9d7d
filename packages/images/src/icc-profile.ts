import type { Picture } from '@dfpir/core'
import { isSrgbProfile } from './srgb-profile.js'

/** What an ICC profile means for a picture of such channels: nothing where it is of another kind, or none at all. */
export function usableProfile(profile: Uint8Array | undefined, channels: Picture['channels']): Uint8Array | undefined {
  if (profile === undefined || profile.length < 132) return undefined
  return coloursOf(profile) === (channels < 3 ? 'GRAY' : 'RGB ') ? profile : undefined
}

/** True when a picture with that profile, or none, is to be read as sRGB. */
export function isPlainColour(profile: Uint8Array | undefined): boolean {
  return profile === undefined || isSrgbProfile(profile)
}

/** True when a profile is one for pictures without colour. */
export function isGreyProfile(profile: Uint8Array | undefined): boolean {
  return profile !== undefined && coloursOf(profile) === 'GRAY'
}

function coloursOf(profile: Uint8Array): string {
  return Buffer.from(profile.subarray(16, 20)).toString('latin1')
}
