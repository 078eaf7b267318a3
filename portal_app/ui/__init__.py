"""What every page is made of: tokens, shell, shared components, translation. Components know no state.

Pages import from the modules; words are `t(...)` Vars, fields of a view, or "". All arguments are keywords where a
mistake would not show.

    i18n        t, date_text, time_text, moment_text, number_text, list_text, page_title, account_language, set_language
    shell       shell, Layout (signed in) · public_page, brand (before) · head (icons, for rx.App)
    nav_items   HOME, FAMILY, CHILD, ACCOUNT: the items of the navigation
    links       student_page, class_page, grade_page: addresses of pages
    cards       page_header, card, empty_state, alert, skeleton, page_skeleton,
                fact_list
    forms       base_form, text_field, password_field, select_field, hidden_field, button, link_button,
                document_button, icon_button, page_link, native_link, choice
    badges      badge, status_badge, flag_badges, unread_dot, avatar, child_chip, child_color
    tables      data_table, Column: a table on a desktop, cards on a phone
    dialogs     sheet, session_warning_dialog
    feedback    overlay (what lies over every page, for rx.App), live_region
    installed   install_hint, installed_field: the app on the home screen · worker: its files, written after the build
    choices     language_choice, appearance_choice
    picker      student_picker
    contact     mail_link · whereabouts, timetable.css: the schedule's own parts
    icons       icon
    notices     notice_list: notices that unfold when they are opened
    refusals    refusal: why a form was refused
    devices     device_name: "Chrome on Android"
    qr          qr_picture
    client      handler: give a browser event to a function of `client/*.js`, without the server
    tokens      TAILWIND: `css/tokens.css` under Tailwind's names (text-soft, bg-card, border-line, rounded, text-l)
    plugin      PortalUiPlugin (rxconfig.py): scripts, style sheets and catalogs go into the bundle
    messages    the catalogs: extraction, update, compilation (`make messages`)
"""
