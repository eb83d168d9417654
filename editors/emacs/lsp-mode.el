;; For Emacs with lsp-mode 9. Goes into ~/.emacs.d/init.el.

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :server-id 'memlens
                    :new-connection (lsp-stdio-connection "memlens")
                    :activation-fn (lsp-activate-on "python")
                    :initialization-options (lambda () (lsp-configuration-section "memlens"))
                    ;; Beside the server that completes and checks types.
                    :add-on? t)))
(setq lsp-inlay-hint-enable t)
(add-hook 'python-base-mode-hook #'lsp-deferred)
