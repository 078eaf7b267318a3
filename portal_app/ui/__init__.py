"""What every page is made of: tokens, shell, shared components, translation. Components know no state.

i18n        t, date_text, time_text, moment_text, number_text, list_text, page_title, account_language, speak
forms       base_form, text_field, password_field, select_field, hidden_field, button, link_button, icon_button
cards       card, section, page_header, notice_card, empty_state, error_state, skeleton, fact_list
badges      badge, status_badge, child_chip, avatar, new_mark
tables      data_table, Column
dialogs     sheet, session_warning_dialog, confirm_dialog
feedback    connection_banner, live_region
icons       icon
choices     language_choice, appearance_choice
shell       shell, Child, public_page, student_picker
tokens      tailwind_theme, CHILD_COLOURS
plugin      PortalUiPlugin (rxconfig.py): the scripts, style sheets and catalogues of the bundle
messages    the catalogues: extraction, update, compilation (`make messages`)
"""
