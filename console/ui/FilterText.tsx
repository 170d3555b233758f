import { useState } from 'react'
import { IconChevronDown } from '@tabler/icons-react'
import { Button, Popover, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './Filters.module.css'

type TextProps = { label: string; hint?: string; placeholder?: string; most: number; value: string; onChoose: (value: string) => void }

/** One filter as a text that is typed. */
export function FilterText({ label, hint, placeholder, most, value, onChoose }: TextProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState(value)
  const open = () => {
    setTyped(value)
    setOpened(!opened)
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={280}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          variant={value ? 'light' : 'default'}
          size="compact-md"
          fw={500}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
          onClick={open}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <form
          className={classes.popover}
          onSubmit={(event) => {
            event.preventDefault()
            setOpened(false)
            onChoose(typed.trim())
          }}
        >
          <TextInput
            data-autofocus
            label={label}
            {...(hint && { description: hint })}
            {...(placeholder && { placeholder })}
            inputWrapperOrder={['label', 'input', 'description']}
            maxLength={most}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" size="xs">
            {t('list.apply')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
