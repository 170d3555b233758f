import { IconArrowLeft, IconBinaryTree2, IconLock } from '@tabler/icons-react'
import { Button, Skeleton, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TeamDetail as Detail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct } from '../../lib/useAct.ts'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { teamQuery } from './organization.query.ts'
import { TeamActions } from './TeamActions.tsx'
import type { TeamAsk } from './TeamDialogs.tsx'
import { TeamLeaders } from './TeamLeaders.tsx'
import { TeamMembers } from './TeamMembers.tsx'
import { keptBy, type Tree } from '../../lib/teamTree.ts'
import classes from './TeamDetail.module.css'

type DetailProps = {
  company: AdministeredCompany
  tree: Tree
  id: string | null
  mayChange: boolean
  onSelect: (id: string | undefined) => void
  onAsk: (ask: TeamAsk) => void
}

/** One team: what it is called and holds, who leads it, who is in it. */
export function TeamDetail({ company, tree, id, mayChange, onSelect, onAsk }: DetailProps) {
  const { t } = useTranslation()
  const query = useQuery({ ...teamQuery(company.id, id ?? ''), enabled: id !== null })
  if (id === null)
    return (
      <div className={classes.none}>
        <StatePanel icon={<IconBinaryTree2 size={24} stroke={1.75} />} title={t('teams.choose.title')}>
          <p>{t('teams.choose.text')}</p>
        </StatePanel>
      </div>
    )
  return (
    <div className={classes.detail}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        className={classes.back ?? ''}
        leftSection={<IconArrowLeft size={17} stroke={1.75} />}
        onClick={() => onSelect(undefined)}
      >
        {t('teams.back')}
      </Button>
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton height={320} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.data && (
        <>
          <section className={classes.card} aria-labelledby="team-name">
            <Head company={company} tree={tree} team={query.data} mayChange={mayChange} onSelect={onSelect} onAsk={onAsk} />
            <PrivateSwitch company={company} team={query.data} mayChange={mayChange} />
          </section>
          <TeamMembers key={id} company={company} team={query.data} mayChange={mayChange} onAdd={() => onAsk({ what: 'add', id })} />
        </>
      )}
      {query.isError && !tree.byId.has(id) && (
        <Button variant="default" onClick={() => onSelect(undefined)}>
          {t('teams.back')}
        </Button>
      )}
    </div>
  )
}

type HeadProps = Pick<DetailProps, 'company' | 'tree' | 'mayChange' | 'onSelect' | 'onAsk'> & { team: Detail }

function Head({ company, tree, team, mayChange, onSelect, onAsk }: HeadProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const hidden = team.path.find((one) => one.private)
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        {team.path.length > 0 && (
          <nav className={classes.path} aria-label={t('teams.path')}>
            {team.path.map(({ id, name }, i) => (
              <span key={id}>
                <button type="button" onClick={() => onSelect(id)}>
                  {name}
                </button>
                {i < team.path.length - 1 && <span aria-hidden>›</span>}
              </span>
            ))}
          </nav>
        )}
        <h2 id="team-name" className={classes.name}>
          {team.name}
          {team.private && <IconLock size={18} stroke={1.9} role="img" aria-label={t('teams.private')} />}
        </h2>
        {team.description && <p className={classes.description}>{team.description}</p>}
        <dl className={classes.figures}>
          <Figure term={t('teams.direct')} value={formatCount(team.direct, locale)} />
          <Figure term={t('teams.withSubteams')} value={formatCount(team.total, locale)} />
          {company.seesNames && <TeamLeaders company={company} team={team.id} />}
        </dl>
        {hidden && <p className={classes.description}>{t('teams.hiddenWith', { name: hidden.name })}</p>}
      </div>
      {mayChange && <TeamActions team={team} kept={keptBy(tree, team)} fixed={company.teamId === team.id} onAsk={onAsk} />}
    </div>
  )
}

function Figure({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** A private team, with everything beneath it, is not in the chart for those who are not in it. Saved at once. */
function PrivateSwitch({ company, team, mayChange }: { company: AdministeredCompany; team: Detail; mayChange: boolean }) {
  const { t } = useTranslation()
  const { send, pending } = useAct({ act: api.organization.updateTeam.call })
  return (
    <div className={classes.switch}>
      <Switch
        label={t('teams.private')}
        description={t('teams.privateNote')}
        checked={team.private}
        disabled={!mayChange || pending}
        onChange={({ currentTarget }) =>
          send({ company: company.id, team: team.id, revision: team.revision, private: currentTarget.checked })
        }
      />
    </div>
  )
}
