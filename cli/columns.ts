import type { Endpoint } from './endpoints.ts'

/**
 * What a table shows of a list that has more than finds place: the columns of its screen, behind the id, by which other commands take it.
 * All are there by --show, --json and --csv.
 */
export const mainColumns: Readonly<Record<string, readonly string[]>> = {
  'members list': ['id', 'name', 'login', 'state', 'team', 'position', 'level', 'lastUse'],
  'devices list': ['id', 'member', 'device.model', 'app', 'appVersion', 'os', 'osVersion', 'lastAccess'],
  'devices of-member': ['id', 'device.model', 'app', 'appVersion', 'os', 'osVersion', 'lastAccess'],
  'installation members': ['id', 'name', 'login', 'state', 'team', 'mobile.state', 'pc.state'],
  'audit list': ['at', 'actor.name', 'action', 'subject.name', 'subject.id', 'ip'],
  'connections list': ['id', 'appName', 'browser', 'os', 'ip', 'method', 'startedAt', 'ended.at'],
  'connections list-own': ['id', 'appName', 'browser', 'os', 'ip', 'method', 'startedAt', 'ended.at'],
  'tokens list': ['id', 'name', 'maker', 'ending', 'createdAt', 'expiresAt', 'lastUsed.at', 'ended.at'],
  'tokens list-own': ['id', 'name', 'company', 'ending', 'createdAt', 'expiresAt', 'lastUsed.at', 'ended.at'],
  'webhooks list': ['id', 'kind', 'name', 'url', 'waiting', 'dead', 'failingSince', 'pausedAt'],
  'webhooks deliveries': ['id', 'type', 'at', 'state', 'attempts', 'status', 'failure'],
}

/** RE-1: the columns of an endpoint's table where none are named; undefined: all. */
export const mainColumnsOf = ({ words }: Pick<Endpoint, 'words'>): readonly string[] | undefined => mainColumns[words.join(' ')]
