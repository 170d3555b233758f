import { Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Radio.layer.css'
import { menus, type Menu, type Permissions } from '@muster/contract'
import classes from './MenuGrid.module.css'

type GridProps = {
  permissions: Permissions
  problem: string | undefined
  /** More than this cannot be chosen; without it, anything can. */
  most?: Permissions
  onChange: (permissions: Permissions) => void
}
const choices = ['none', 'view', 'manage'] as const

/** P-2: menu by menu: none, view, manage. */
export function MenuGrid({ permissions, problem, most, onChange }: GridProps) {
  const { t } = useTranslation()
  const set = (menu: Menu, choice: (typeof choices)[number]) => {
    const { [menu]: _, ...others } = permissions
    onChange(choice === 'none' ? others : { ...others, [menu]: choice })
  }
  const isOpen = (menu: Menu, choice: (typeof choices)[number]) =>
    choice === 'none' || !most || most[menu] === 'manage' || most[menu] === choice
  return (
    <div>
      <table className={classes.grid}>
        <thead>
          <tr>
            <th scope="col">{t('administrators.roles.menus')}</th>
            {choices.map((choice) => (
              <th key={choice} scope="col">
                {t(`administrators.roles.${choice}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {menus.map((menu) => (
            <tr key={menu}>
              <th scope="row">{t(`administrators.menu.${menu}`)}</th>
              {choices.map((choice) => (
                <td key={choice}>
                  <Radio
                    name={`menu-${menu}`}
                    aria-label={`${t(`administrators.menu.${menu}`)}: ${t(`administrators.roles.${choice}`)}`}
                    checked={(permissions[menu] ?? 'none') === choice}
                    disabled={!isOpen(menu, choice)}
                    onChange={() => set(menu, choice)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
