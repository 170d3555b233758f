import type { DeviceProfile, MdmMode } from '@muster/contract'

/** DS-10: whether devices are managed by Muster’s own MDM. */
export const isOwnMdm = (mode: MdmMode): boolean => mode === 'optional' || mode === 'required'

/**
 * P-1, DS-10: the mode that holds for sessions: a plan without the page on which it is set leaves none in force. The same as
 * `devices.enrolment_missing` asks.
 */
export const modeInForce = (mode: MdmMode, pageOpen: boolean): MdmMode => (pageOpen ? mode : 'off')

/** DS-2, DS-10: the MDM profile of a device. Third-party MDM: always *Unregistered*. Own: *Registered* once the profile is installed. Null: MDM is off. */
export function profileOf(mode: MdmMode, isInstalled: boolean): DeviceProfile | null {
  if (mode === 'off') return null
  return isOwnMdm(mode) && isInstalled ? 'registered' : 'unregistered'
}

/** DS-2: the vendor ID is shown with own MDM for registered devices, with third-party MDM for all. */
export function shownVendorId(mode: MdmMode, isInstalled: boolean, vendorId: string): string | null {
  return mode === 'third_party' || profileOf(mode, isInstalled) === 'registered' ? vendorId : null
}

/**
 * DS-5: which device rows a search for a profile finds: those whose device has it installed, or has not; `all`, or `none`, where the mode
 * alone decides.
 */
export function soughtProfile(mode: MdmMode, profile: DeviceProfile): { installed: boolean } | 'all' | 'none' {
  if (isOwnMdm(mode)) return { installed: profile === 'registered' }
  return profile === profileOf(mode, false) ? 'all' : 'none'
}
